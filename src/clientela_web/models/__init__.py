"""The control tables: a file a noun."""

from clientela_web.models.account import Account, Theme
from clientela_web.models.api_key import ApiKey
from clientela_web.models.audit_entry import AuditEntry
from clientela_web.models.backup_run import BackupRun
from clientela_web.models.campaign import AfterCrash, AudienceFreeze, Campaign, CampaignState
from clientela_web.models.consent_request import ConfirmationRules, ConsentRequest
from clientela_web.models.coupon import Coupon, CouponList
from clientela_web.models.delivery import Delivery, DeliveryState
from clientela_web.models.discovery_run import DiscoveryPage, DiscoveryRun, Search
from clientela_web.models.frequency_cap import FrequencyCap
from clientela_web.models.hit import Hit, HitKind
from clientela_web.models.import_run import ImportRun, Upload
from clientela_web.models.invitation import Invitation
from clientela_web.models.job import Job, State
from clientela_web.models.login_attempt import LoginAttempt
from clientela_web.models.message_part import MessagePart
from clientela_web.models.permission import PERMISSIONS, Permission, Role
from clientela_web.models.provider import Provider
from clientela_web.models.report_mail import Every, ReportMail, ReportSubscription
from clientela_web.models.safety_rules import SafetyRules
from clientela_web.models.segment_change import SegmentChange
from clientela_web.models.segment_refresh import SegmentRefresh
from clientela_web.models.sender import Sender
from clientela_web.models.session import AccountSession
from clientela_web.models.suppression import LateWithdrawal, Suppression, SuppressionReason, Withdrawal

__all__ = [
    "PERMISSIONS",
    "Account",
    "AccountSession",
    "AfterCrash",
    "ApiKey",
    "AudienceFreeze",
    "AuditEntry",
    "BackupRun",
    "Campaign",
    "CampaignState",
    "ConfirmationRules",
    "ConsentRequest",
    "Coupon",
    "CouponList",
    "Delivery",
    "DeliveryState",
    "DiscoveryPage",
    "DiscoveryRun",
    "Every",
    "FrequencyCap",
    "Hit",
    "HitKind",
    "ImportRun",
    "Invitation",
    "Job",
    "LateWithdrawal",
    "LoginAttempt",
    "MessagePart",
    "Permission",
    "Provider",
    "ReportMail",
    "ReportSubscription",
    "Role",
    "SafetyRules",
    "Search",
    "SegmentChange",
    "SegmentRefresh",
    "Sender",
    "State",
    "Suppression",
    "SuppressionReason",
    "Theme",
    "Upload",
    "Withdrawal",
]
