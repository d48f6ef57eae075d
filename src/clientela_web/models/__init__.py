"""The control tables: a file a noun."""

from clientela_web.models.account import Account, Theme
from clientela_web.models.api_key import ApiKey
from clientela_web.models.audit_entry import AuditEntry
from clientela_web.models.backup_run import BackupRun
from clientela_web.models.discovery_run import DiscoveryPage, DiscoveryRun, Search
from clientela_web.models.import_run import ImportRun, Upload
from clientela_web.models.invitation import Invitation
from clientela_web.models.job import Job, State
from clientela_web.models.login_attempt import LoginAttempt
from clientela_web.models.permission import PERMISSIONS, Permission, Role
from clientela_web.models.safety_rules import SafetyRules
from clientela_web.models.segment_change import SegmentChange
from clientela_web.models.segment_refresh import SegmentRefresh
from clientela_web.models.session import AccountSession

__all__ = [
    "PERMISSIONS",
    "Account",
    "AccountSession",
    "ApiKey",
    "AuditEntry",
    "BackupRun",
    "DiscoveryPage",
    "DiscoveryRun",
    "ImportRun",
    "Invitation",
    "Job",
    "LoginAttempt",
    "Permission",
    "Role",
    "SafetyRules",
    "Search",
    "SegmentChange",
    "SegmentRefresh",
    "State",
    "Theme",
    "Upload",
]
