"""Lists of codes on their pages: typed, brought as a file, counted, thrown away."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clientela_web.coupons.reading import CodesError, read_codes, text_of
from clientela_web.models import AuditEntry, Campaign, Coupon, CouponList

NEW = "/campaigns/coupons/new/"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("A1\nB2\r\nA1\n\n C3 ", ["A1", "B2", "C3"]),
        ("code;used\nX-1;no\nX-2;no", ["X-1", "X-2"]),
        ('"Coupon code",until\n"A, B",1\nC,2', ["A, B", "C"]),
        ("\ufeffŻÓŁW\nкод", ["ŻÓŁW", "код"]),
        ("CODE\nCODE", ["CODE"]),
    ],
)
def test_codes_are_read_out_of_what_shops_export(text, codes):
    assert read_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is no code in it"),
        ("code\n\n", "There is no code in it"),
        ("A\n" + "x" * 61, "Line 2: a code has at most 60 letters."),
        ("A\nB\x00", "Line 2: this is no text"),
    ],
)
def test_what_is_no_code_is_named_by_its_line(text, said):
    with pytest.raises(CodesError, match=said):
        read_codes(text)


def test_files_of_any_letters_are_read():
    for letters in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        assert read_codes(text_of("Frühling\nÉté".encode(letters))) == ["Frühling", "Été"]


def test_list_from_its_file_to_its_end(own_firm, browse, marketer, analyst):
    browser = browse(marketer)
    assert browse(analyst).get(NEW).status_code == 403
    wrong = browser.post(NEW, {"name": "Spring", "codes": "A\n" + "x" * 99})
    assert wrong.status_code == 422
    assert "Line 2" in wrong.content.decode()
    file = SimpleUploadedFile("codes.csv", b"code,until\nC1,x\nC2,x\n")
    page = browser.post(
        NEW, {"name": "Spring", "codes": "C0\nC1", "file": file}, follow=True
    ).content.decode()
    assert "3 new codes" in page
    coupons = CouponList.objects.get()
    assert set(coupons.codes.values_list("code", flat=True)) == {"C0", "C1", "C2"}
    assert browser.post(NEW, {"name": "Spring", "codes": "Z"}).status_code == 422
    where = f"/campaigns/coupons/{coupons.pk}/"
    told = browser.post(where, {"codes": "C2\nC3"}, follow=True).content.decode()
    assert "1 new code." in told
    campaign = Campaign.objects.create(
        name="S", channel="email", purpose="p", salt="s", coupon_list=coupons, segments=[]
    )
    Coupon.objects.filter(code="C1").update(campaign=campaign)
    listed = browser.get("/campaigns/coupons/").content.decode()
    total = coupons.codes.count()
    assert f'<td class="num">{total}</td><td class="num">1</td><td class="num">{total - 1}</td>' in listed
    browser.post(f"{where}remove/")
    assert CouponList.objects.exists()
    campaign.delete()
    browser.post(f"{where}remove/")
    assert not Coupon.objects.exists()
    assert list(
        AuditEntry.objects.filter(kind="coupons").values_list("action", flat=True).order_by("pk")
    ) == [
        "made",
        "changed",
        "removed",
    ]
