"""A family and a caller whose values are marked: they look like any other, and stand nowhere else by chance."""

from datetime import date

from services.casebook.identity import IdentityNumbers
from services.casebook.wire import Json

NUMBERS = IdentityNumbers()
MOTHER = NUMBERS.number(owner="marked mother", place="621002", born=date(1986, 3, 9), sex="female")
SON = NUMBERS.number(owner="marked son", place="621002", born=date(2009, 2, 11), sex="male")
CALLER = NUMBERS.number(owner="marked caller", place="620802", born=date(1979, 8, 21), sex="male")
VALUES = {
    "name": "欧阳璟琇",
    "name of a child": "慕容芃澍",
    "name of a caller": "钟离秾郴",
    "helper": "司徒翯",
    "identity number": MOTHER,
    "identity number of a child": SON,
    "identity number of a caller": CALLER,
    "phone": "13719284650",
    "phone of a caller": "13719284651",
    "phone for contact": "13719284652",
    "wages": "1293731",
    "deposits": "318977",
    "deposits as found": "417733",
    "medical costs": "1729153",
    "wages in yuan": "12937.31",
    "desk's words": "申请人自述家中曾失窃一头骡子",
    "words that were refused": "这不是一个身份证号壹贰叁",
}
FORM: Json = {
    "place": "621002",
    "residence": "rural",
    "applicant": "mother",
    "people": {
        "mother": {
            "name": VALUES["name"],
            "identity_number": MOTHER,
            "phone": VALUES["phone"],
            "sex": "female",
            "born": "1986-03-09",
            "relation": "self",
            "serious_illness": True,
        },
        "son": {
            "name": VALUES["name of a child"],
            "identity_number": SON,
            "sex": "male",
            "born": "2009-02-11",
            "relation": "child",
            "school": {"stage": "junior"},
        },
    },
    "housing": {"tenure": "owned", "area_m2": 70, "grade": "D"},
    "income": [{"person": "mother", "kind": "wages", "amount": int(VALUES["wages"])}],
    "assets": {"deposits": int(VALUES["deposits"]), "dwellings": 1},
    "costs": [{"person": "mother", "kind": "medical", "amount": int(VALUES["medical costs"])}],
    "needs": ["basic_living", "medical", "education", "housing", "employment", "care", "emergency", "charity"],
    "events": [{"kind": "accident", "on": "2024-05-05", "severity": "serious", "hurt": ["mother"]}],
    "consents": {"charity": True},
    "channel": "assisted",
    "assisted_by": VALUES["helper"],
    "contact_phone": VALUES["phone for contact"],
}
CALL = {
    "place": "620802",
    "residence": "urban",
    "people.0.name": VALUES["name of a caller"],
    "people.0.identity_number": CALLER,
    "people.0.phone": VALUES["phone of a caller"],
    "people.0.relation": "self",
    "income.0.person": "p1",
    "income.0.kind": "wages",
    "income.0.amount": VALUES["wages in yuan"],
    "tenure": "rented",
    "area_m2": "0",
    "deposits": "100",
    "dwellings": "0",
    "needs": "basic_living",
    "signed": "p1",
    "nonce": "hotline-marked",
    "verbal": "yes",
    "do": "send",
}
