"""What the live view says of the services and of a household's chain."""

from collections import Counter

from services.casebook.fan_out import chain_lines, heard_by, said

SERVICES = [
    {"heard": {"classification:onedoor.investigation": {"onedoor.investigation.dossier_ready.v1": 1}}},
    {"heard": {"portal:onedoor.investigation": {"onedoor.investigation.dossier_ready.v1": 1}}},
    {"heard": {"programs.medical:onedoor.program_dispatch": {"onedoor.program_dispatch.help_requested.v1": 2}}},
]


def test_each_speaker_has_one_line_without_those_who_hear_everything() -> None:
    assert list(said(heard_by(SERVICES))) == [
        "investigation said dossier_ready -> heard by classification",
        "program_dispatch said help_requested -> heard by medical",
    ]


def test_what_only_the_views_heard_is_said_without_listener() -> None:
    assert list(said(Counter({("onedoor.programs.paid.v1", "portal"): 1}))) == ["programs said paid"]


def test_nothing_new_is_no_line() -> None:
    heard = heard_by(SERVICES)
    assert list(said(heard - heard)) == []


def test_the_chain_shows_a_published_need_and_why_another_was_not() -> None:
    refusal = {"program": "charity", "item": "referral", "reason": "no_consent"}
    refused = {"awards": [], "not_awarded": [refusal], "referred": []}
    published = {"awards": [], "not_awarded": [], "referred": ["charity"]}
    assert list(chain_lines(refused)) == [("charity", "referral", "not published", "", "no_consent")]
    assert [line[:3] for line in chain_lines(published)] == [("charity", "referral", "published")]
