"""The engines that can hold a store, a file each."""
