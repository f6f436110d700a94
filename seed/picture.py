"""Where the 153 authorities stand at the end of the story, 30 September 2026, by the label on their map tile.

Illustrative: no stage, delay or reason here is about a real authority.
"""

from datetime import date

_BY_STAGE = {
    5: "WRT LUT DOR WRL WLS WLV LEW RDB LIN WAR NYK LDS TEL ESS CMD",
    4: "NBL NCL STY WAF STT LAN YOR BOL BRD ERY LIV KWL MAN OLD WKF HUL HAL TRF TAM BNS NLN CHE STF DBY SHF NGM NTT "
    "BIR SOL LEC HEF COV WNN GLS OXF BKM MIK BDF CAM SFK BST SGC WBK CBF HRT BAS SOM BEN NWM DEV BCP BRC EAL TWH PLY "
    "HAM HNS WND LBH SWK GRE STH RIC MRT STN CRY WSX ESX KEN SEF HCK CON",
    3: "NTY CBL SUN RDC BWD RCH SHN SLF CLD SKP DNC CWC STK ROT NEL SHR SAW LCE NNN NFK THR NSM WIL SLG WFT WOK HRY "
    "BDG TOB WSM ISL HMF KTT BEX POR BNH MDW GAT BUR KIR DER PTE SWD BNE",
    2: "DUR HPL DAR WGN DUD WOR WNM RDG HRW ENF HAV HIL KEC BRY RUT IOS",
    1: "MID BPL SOS LND IOW SRY",
}
STAGE_AT_END = {label: stage for stage, labels in _BY_STAGE.items() for label in labels.split()}

MOVED_BACK = {"TOB": "police", "BNH": "education"}

# How many more have an operational Unit at the end of each quarter; two of them later move back

NEW_OPERATIONAL = (0, 0, 1, 5, 11, 17, 27, 18)
# How many more were planned to, beyond the ten that went first: 99 by 30 September 2026 and all by 31 March 2027.
PLANNED_BY = (
    (date(2025, 6, 30), 2),
    (date(2025, 9, 30), 6),
    (date(2025, 12, 31), 12),
    (date(2026, 3, 31), 18),
    (date(2026, 6, 30), 28),
    (date(2026, 9, 30), 23),
    (date(2026, 12, 31), 27),
    (date(2027, 3, 31), 27),
)

# Forecast of initial operation at the end, days later than a quarter before, and the reason given.
SLIPPED = {
    "MDW": (date(2027, 7, 27), 118, "health_posts"),
    "LCE": (date(2027, 4, 23), 98, "health_posts"),
    "NFK": (date(2027, 5, 30), 91, "health_posts"),
    "STK": (date(2027, 3, 1), 77, "health_posts"),
    "CBL": (date(2027, 4, 8), 70, "site"),
    "POR": (date(2027, 5, 3), 63, "health_posts"),
    "BEX": (date(2027, 1, 18), 49, "agreement"),
    "DNC": (date(2027, 1, 29), 42, "health_posts"),
    "SLG": (date(2027, 2, 19), 35, "site"),
}

# Mobilising without a member that the Act requires: 21 lack health, 11 education, 6 police. Six lack none.
_LACKS = {
    "health": "SUN SHN SKP DNC STK ROT NEL SAW LCE NNN NFK WFT WOK POR MDW GAT KIR DER PTE THR HRY",
    "education": "NTY RDC BWD RCH CWC WIL HMF KTT BNH BUR SWD",
    "police": "CLD TOB BDG ISL BNE NSM",
}
LACKS = {label: agency for agency, labels in _LACKS.items() for label in labels.split()}

# Declared above the evidence at the end: the stage declared.
OVER_DECLARED = {
    **dict.fromkeys(("LIN", "WLV", "WAR", "DOR"), 6),
    **dict.fromkeys(("SKP", "SLF", "TOB", "CLD"), 4),
    **dict.fromkeys(("WGN", "RDG"), 3),
    "HRT": 5,
    "SUN": 5,
}

# Design agreed or less, yet still forecast to be operational by 31 March 2027.
CATCHING_UP = frozenset({"DUR", "WGN", "RDG", "WOR", "HRW"})

# Has never sent a Funding return; and one of the twelve without a Unit return for the latest quarter.
NEVER_FUNDED = frozenset({"IOW"})
_LATE = "SEF BUR GAT KIR DER RUT PTE SWD BNE HCK CON IOW"
NOT_RETURNED_LATEST = frozenset(_LATE.split())
NO_FUNDING_LATEST = NOT_RETURNED_LATEST | {"THR", "NEL"}
TWO_UNITS = frozenset({"KEN", "LAN", "ESS"})
LATE_EVERY_TIME = frozenset({"HAV"})

# The picture of one authority, day by day: the stages it reached, and what was agreed.
REACHED = {
    "SKP": {
        1: date(2025, 6, 27),
        2: date(2026, 1, 6),
        3: date(2026, 6, 15),
        4: date(2027, 1, 15),
        5: date(2027, 4, 30),
    }
}
PLANNED = {"SKP": date(2026, 9, 1)}
