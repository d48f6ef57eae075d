"""The site: people, pages and workers on top of `clientela`."""
