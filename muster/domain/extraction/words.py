"""The words that reports on police assistance use, grouped by what they tell.

Patterns are written without anchors and meant for running text in English; nothing here knows any one report.
"""

from __future__ import annotations

import re

from muster.domain.extraction.numbers import NUMBER


def any_of(words: str) -> str:
    """A pattern of alternatives out of a table of words with `|` between entries, the longest first."""
    entries, depth, entry = set(), 0, ""
    for char in words + "|":
        depth += (char == "(") - (char == ")")
        if char == "|" and depth == 0:
            entries.add(entry.strip())
            entry = ""
        else:
            entry += char
    return "(?:" + "|".join(sorted(filter(None, entries), key=len, reverse=True)) + ")"


# Who acts. The document's own name for its actor is added by actors.py.
ACTORS = any_of(
    r"(?:OSCE )?Mission(?: to| in)?|Presence|Programme Office|"
    r"Project Co-?ordinator(?: in [A-Z]\w+)?|PCU\w*|SMM|Secretariat"
    r"|ODIHR|TNTD(?:/\w+)?|SPMU|BSMU|ATU|POLIS|OCEEA|OSR/CTHB|OSR|Gender Section|Co-?ordination Cell|OSCE"
    r"|(?:OSCE )?(?:Centre|Office)(?: in [A-Z]\w+)?|field operations?|(?:Border Management )"
    r"?Staff College|BMSC|College"
    r"|Strategic Police Matters Unit|Action against Terrorism Unit|"
    r"Transnational Threats Department|executive structures"
)

# Things that take place, one at a time.
EVENTS = any_of(
    r"training(?: course| session| programme| program| event| module| seminar| workshop| activity|"
    r" cycle| camp| exercise)?s?"
    r"|training activities|courses?|workshops?|seminars?|conferences?|round-?tables?|"
    r"round tables?|meetings?|sessions?"
    r"|briefings?|lectures?|study (?:visit|tour|trip)s?|visits?|coaching|simulation exercises?|exercises?|"
    r"simulations?|drills?"
    r"|campaigns?|events?|forums?|fora|camps?|competitions?|tournaments?|webinars?|consultations|"
    r"discussions?|debates?"
    r"|ceremony|ceremonies|launch|symposium|symposia|retreats?|summits?|panels?|classes|"
    r"open days?|focus groups?"
    r"|mentoring programmes?|train-the-trainers? courses?|training-of-trainers|summer schools?|"
    r"e-learning courses?"
    r"|exhibitions?|fairs?|presentations?|working groups?|hearings?|festivals?|marches|marathons?|"
    r"olympics|congress(?:es)?|summer academy"
    r"|programmes?|series|expert talks|dialogues?|gatherings?|exchange visits?|"
    r"missions? of experts|contests?|quiz(?:zes)?|hackathons?|training days?|information days?|"
    r"joint (?:checks|controls|operations|inspections|patrols)|moot courts?|assembl(?:y|ies)(?= in| of| at)|plays?|"
    r"theatre performances?|radio (?:programmes|spots|shows)|language classes|lessons"
)

# Things that are made, given or worked out.
DELIVERABLES = any_of(
    r"strategy|strategies|rulebooks?|codes? of (?:ethics|conduct)|action plans?|plans? of action|"
    r"(?:integrity|development|contingency|emergency|communication|business|risk|security|safety|training) plans?|"
    r"reports?|(?:expert|legal|written) (?:opinions?|comments|recommendations)|"
    r"publications?|hand-?books?|"
    r"manuals?|guide(?:s|books?|lines?)?|"
    r"brochures?|leaflets?|booklets?|catalogues?|curricul(?:um|a)|software|databases?|web-?sites?|web ?pages?"
    r"|standard operating procedures|SOPs?|laws?|legislation|bylaws|amendments?|protocols?|"
    r"memorand(?:um|a) of understanding|MoUs?"
    r"|agreements?|assessments?|gap analysis|needs analysis|analys[ie]s|surveys?|stud(?:y|ies)|"
    r"research|reviews?|evaluations?"
    r"|recommendations|posters?|videos?|films?|TV spots?|applications?|platforms?|equipment|kits?|"
    r"vehicles?|computers?|laptops?"
    r"|books?|copies|toolkits?|laborator(?:y|ies)|classrooms?|furniture|uniforms?|cameras?|"
    r"scanners?|devices?|licen[cs]es?|tools?"
    r"|dogs?|instruments?|materials?|concept(?: paper)?s?|questionnaires?|modules?|"
    r"feasibility study|mapping|audits?|bulletins?"
    r"|newsletters?|centres?|offices?|premises|rooms?|hotlines?|networks?|systems?|committees?|"
    r"councils?|posts?|articles?|assets|grants?|checklists?|workbooks?|textbooks?|calendars?|maps?|forms?|"
    r"registers?|translations?|radios?|motorcycles?|generators?|drones?|detectors?|radar"
)

HELD = any_of(
    r"held|organi[sz]ed|conducted|hosted|convened|co-?organi[sz]ed|co-?hosted|staged|run|arranged|"
    r"carried out|delivered|"
    r"implemented|facilitated|launched|relaunched|redesigned|supported|provided|given|completed|concluded|started|"
    r"opened|followed|attended|broadcast|shown|staged"
)

# What an actor does, in the past tense.
DID = any_of(
    r"drew up|redesigned|relaunched|placed|paid|covered|bought|staged|displayed|broadcast|enrolled|nominated|selected|"
    r"organi[sz]ed|co-?organi[sz]ed|held|hosted|co-?hosted|conducted|"
    r"co-?conducted|carried out|"
    r"delivered|co-?delivered|provided"
    r"|facilitated|co-?facilitated|supported|assisted|implemented|convened|ran|launched|arranged|"
    r"co-?ordinated|trained|gathered"
    r"|brought together|attended|participated|took part|visited|donated|handed over|handed|"
    r"equipped|procured|purchased|presented"
    r"|published|printed|produced|developed|drafted|prepared|finali[sz]ed|updated|reviewed|"
    r"revised|assessed|evaluated|monitored"
    r"|observed|surveyed|contracted|deployed|recruited|established|opened|inaugurated|renovated|"
    r"refurbished|constructed|marked"
    r"|celebrated|completed|concluded|commenced|started|began|met|discussed|advised|contributed|"
    r"funded|financed|sponsored"
    r"|co-?funded|translated|distributed|introduced|installed|initiated|accompanied|enabled|"
    r"helped|mentored|certified|led|gave"
    r"|familiari[sz]ed|undertook|performed|issued|released|created|designed|compiled|promoted|"
    r"engaged|chaired|moderated"
    r"|taught|received|analy[sz]ed|examined|mapped|tested|piloted|addressed|co-?chaired|invited|"
    r"offered|set up|worked"
    r"|announced|signed|submitted|shared|graduated|underwent|travelled|welcomed|sent|made|aided|"
    r"endorsed|adopted|advocated|secured|refitted|reconstructed|rehabilitated|upgraded|awarded|"
    r"went|screened|briefed|explored|elaborated|commissioned"
)

# Verbs that name an activity by themselves, whatever their object.
DOING = any_of(
    r"organi[sz]ing|co-?organi[sz]ing|holding|hosting|conducting|carrying out|delivering|"
    r"facilitating|convening|training|establishing"
    r"|drafting|developing|finali[sz]ing|reviewing|revising|updating|preparing|producing|"
    r"publishing|printing|setting up|launching|marking"
    r"|organi[sz]ation of|facilitation of|development of|drafting of|establishment of|"
    r"publication of|review of|revision of|delivery of|refurbishment of|renovation of|"
    r"procurement of|purchase of|finalization of|implementation of"
)
STRONG = any_of(
    r"organi[sz]ed|co-?organi[sz]ed|held|hosted|co-?hosted|conducted|carried out|delivered|"
    r"facilitated|convened|trained|donated"
    r"|handed over|took place|visited|equipped|procured|purchased|published|printed|monitored|"
    r"observed|assessed|launched"
    r"|took part|participated|attended|inaugurated|renovated|refurbished|mentored|"
    r"brought together|co-?delivered|presented"
    r"|drafted|developed|finali[sz]ed|reviewed|produced|established|contracted|installed|commissioned"
    r"|prepared|issued|translated|compiled|created|designed|updated|revised|upgraded|set up|bought|piloted"
    r"|provided (?:expert |legal |written )?(?:advice|comments|opinions?|recommendations|expertise) (?:on|to|for)"
)

AUXILIARY = r"(?:was|were|has been|have been|had been|been|being)"
PASSIVE = (
    rf"{AUXILIARY}\s+(?:(?:also|jointly|successfully|then|further|subsequently|additionally|"
    r"organi[sz]ed and|prepared and)\s+)*"
)

# People who are counted at events.
PEOPLE = any_of(
    r"lecturers?|visitors?|guests?|spokespersons?|spokesmen|competitors|athletes|players|households|chairpersons?|"
    r"applicants?|auditors?|chemists?|rectors|deans|spectators?|"
    r"participants?|officers?|policem[ae]n|policewom[ae]n|police|representatives?|members?|"
    r"students?|pupils|managers?|prosecutors?"
    r"|judges?|experts?|trainers?|analysts?|investigators?|women|men|trainees?|cadets?|recruits?|"
    r"officials?|staff|people|persons?"
    r"|delegates?|practitioners?|teachers?|professors?|children|volunteers?|journalists?|"
    r"instructors?|inspectors?|commanders?"
    r"|specialists?|educators?|professionals?|leaders?|activists?|guards?|employees?|personnel|"
    r"servicem[ae]n|detectives?|advisers?"
    r"|advisors?|attendees|citizens|residents|youths|youngsters|girls?|boys?|parents|mayors?|"
    r"lawyers?|attorneys|magistrates?|chiefs?"
    r"|heads?|directors?|co-?ordinators?|interpreters|customs officers|border guards|"
    r"first responders|responders|mediators|negotiators"
    r"|social workers|doctors|psychologists|delegations?|stakeholders|graduates|mentors|"
    r"dog handlers|handlers|technicians|examiners"
    r"|drivers|workers|academics|scholars|parliamentarians|counterparts|colleagues|supervisors|"
    r"operators|policy-?makers|individuals|beneficiaries|seniors|soldiers|troops|rangers|"
    r"firefighters|executives|clerks|assistants|interviewers|facilitators|councillors|diplomats|"
    r"providers|nurses|wardens|administrators|agents|learners|villagers|locals|"
    r"farmers|traders|drivers|migrants|clergy|imams"
)

ABOUT = (
    r"(?:around|some|about|over|more than|at least|up to|approximately|almost|nearly|roughly|"
    r"close to|a total of|altogether|no fewer than|no less than|an estimated|as many as|just over)"
)

# Sentences that carry an activity on rather than open one.
LINKING = re.compile(
    r"^(?:In addition|Moreover|Furthermore|Additionally|Also|Finally|However|Likewise|Similarly|"
    r"Subsequently|Later),?\s+"
)
CARRIES_ON = re.compile(
    r"(?:[Tt]he|[Tt]his|[Tt]hese|[Tt]hose|[Bb]oth|[Aa]ll|[Ee]ach|[Ss]uch|[Tt]hat|[Ii]ts|[Tt]heir|"
    rf"[Hh]is|[Hh]er)\s+(?:(?!\w+ed\b|(?:{ACTORS})\b)[\w’'/-]+\s+){{0,3}}?(?:"
    r"aim|goal|purpose|objective|overall|participants?|trainees?|discussions?|topics?|focus|"
    r"content|curriculum|agenda|programme"
    r"|recommendations?|conclusions?|findings?|results?|outcomes?|members?|attendees|officers?|"
    r"group|speakers?|presentations?|students?"
    r"|donation|equipment|initiative|activity|activities|project|effort|visit|event|events|"
    r"exercise|campaign|publication"
    r"|report|assessment|survey|study|handbook|manual|guide|guidelines|document|strategy|"
    r"agreement|analysts?|experts?|trainers?|sides|representatives"
    r"|training|trainings|course|courses|workshops?|seminars?|conference|roundtables?|meetings?|"
    r"sessions?|forum|camp|module|modules|lectures?|competition|poster|brochure|leaflet|material|"
    r"materials|kits|vehicles|books|delegation|experience|knowledge|tool|software|series|platform|"
    r"team|methodology|research|support|assistance|training programme"
    r")\b"
)
_WHOLE_YEAR = r"(?!year|reporting|first half|second half|period|month|course of|summer|autumn|spring|winter)"
REFERS_BACK = re.compile(
    r"^(?:(?:[Jj]ointly )?(?:[Oo]rgani[sz]ed|[Hh]osted|[Hh]eld|[Ff]unded|[Ff]acilitated|[Ll]ed) "
    r"(?:jointly )?(?:by|in|with)|"
    r"They|they|it|It|participants|He|She|This|These|Those|Both|All (?:participants|of)|"
    r"Participants?|Trainees"
    r"|Attendees|Discussions?|Topics|Speakers|Recommendations?|Among|Particular|Special|Specific|Emphasis"
    r"|A (?:special|particular|specific|strong) (?:emphasis|focus|attention)|As a result|As an outcome|Based on"
    r"|In conclusion|At the (?:end|conclusion|close)|In his|In her|Their|Its"
    r"|Following (?:this|these|the (?:[\w-]+ ){0,2}(?:trainings?|workshops?|courses?|seminars?|"
    r"conference|roundtables?"
    r"|meetings?|sessions?|event|visit)(?: sessions?)?)"
    rf"|During (?:the|this|these|both|all|each) {_WHOLE_YEAR}\w+|Throughout (?:the|this|these) {_WHOLE_YEAR}\w+"
    r"|Through (?:this|these)|After (?:the|this|these)|Attended by|Attending"
    r"|The (?:aim|goal|purpose|objective|main|primary|overall|key)|Consequently|Therefore|Thus|Hence"
    r"|With (?:this|these|the participation|participation|enthusiastic)|Subsequent|Moreover, an emphasis)\b"
)
# What the actor did for an event that was told of: "The Mission supported the event with printed material".
HELPS_IT = re.compile(
    rf"The\s+(?:{ACTORS})\s+(?:also\s+)?{DID}\s+(?:the|this|these)\s+(?:{EVENTS}|project|initiative|activity|activities)"
    r"(?=[,.;]|\s+(?:with|by|through|financially|logistically)\b)"
)
# The same, unless a paragraph begins with them.
REFERS_BACK_AMID = re.compile(
    r"^(?:Numerous|In all|Several (?:recommendations|issues)|Issues|In total|A total|Overall|"
    r"Some of|One of|Most of"
    r"|Representatives|Experts|Feedback|Working groups|Presentations|Modules|Lessons|Lectures|"
    r"Sessions|Instructors"
    r"|Trainers|Facilitators|Lecturers|Graduates|Certificates|Materials|Each|Upon|Besides|Apart from"
    r"|By (?:[A-Z][a-z]+|the end of \w+), [^.]{0,60}?\bhad|(?:In|Between|During|On) [^,.]{3,40} alone"
    r"|By (?:the end|doing|finalizing)|Through (?:the|its))\b"
)
ADDS = re.compile(
    r"\b(?:[Aa]nother|[Aa]n additional|additional|[Aa] (?:second|third|fourth|similar|further|"
    r"follow-up|subsequent)|[Tt]he (?:second|third|fourth|fifth|final|last)"
    r"|also|[Mm]oreover|[Ff]urthermore|[Aa]dditionally|[Ii]n addition|[Ll]ater|[Ss]imilar(?:ly)?|"
    r"[Ss]ubsequently|[Ff]inally|[Oo]n the same day|[Ss]eparately|[Ll]ikewise|[Ss]imultaneously|[Ii]n parallel|"
    r"a similar(?:ly)?|[Aa]s a follow-up)\b"
)
PLANS = re.compile(
    r"\b(?:will|would|shall|is (?:planned|expected|scheduled|foreseen)|are (?:planned|expected|"
    r"scheduled|foreseen)|plans? to|planned to|intends? to|is to be|are to be|should)\b"
)
LATER = re.compile(r"\b(?:in (?:the )?(?:future|coming|near)|next year|future)\b")
MONITORS = re.compile(r"\b(?:monitor(?:ed|ing)?|observed|observe|observing|accompanied)\b")
IT_ACTS = re.compile(
    r"\b[Ii]t\s+(?:also\s+|then\s+|further\s+|subsequently\s+|additionally\s+|jointly\s+)"
    r"?(?:organi[sz]ed|co-?organi[sz]ed|held|conducted|delivered|facilitated|supported|assisted|"
    r"helped|trained"
    r"|donated|handed over|printed|published|contributed|launched|procured|purchased|funded|"
    r"financed|translated|drafted|developed|prepared|monitored|observed|assessed|commissioned|"
    r"established|initiated)\b"
)
WITH_THE_ACTOR = re.compile(
    r"\b(?:support|assistance|help|invitation|advice|request|initiative|proposal|suggestion|involvement|facilitation|"
    r"funds|funding|expense|auspices|participation|expertise|contribution|co-?operation|guidance)\s+(?:of|from|"
    r"by|with)\s+(?:the\s+)?$"
    r"|\b(?:invited|provided|supported|organi[sz]ed|facilitated|funded|hosted|engaged|contracted|"
    r"hired|prepared|delivered|financed|initiated|developed) by\s+(?:the\s+)?$|\bwith\s+(?:the\s+)"
    r"?$|\breceived\b[^.;]{0,60}\bfrom\s+(?:the\s+)?$"
)
STAFFING = re.compile(
    r"\b(?:joined the (?:Unit|Office|Mission|Centre|Presence|Department|team)|took up (?:his|her|"
    r"their|the) (?:duties|post|position)|vacan\w+|(?:new|international|national) (?:Head of|"
    r"staff member|officer) (?:joined|started|began)|chaired by a new)\b"
)
SOMEONE_DID = re.compile(
    r"\b(?:met|visited|attended|took part|participated|received|hosted|were instructed|"
    r"was instructed|learned|practised|underwent|completed|graduated|exercised|studied|"
    r"were taught|were briefed|gathered|came together|travelled|went|spoke|drew up|presented|"
    r"joined)\b"
)

VAGUE = re.compile(
    r"\b(?:a number of|various|several|numerous|many|a wide range of|a variety of|a range of|"
    r"different|a set of|multiple|other)\s+(?:[\w-]+\s+){0,3}?(?:activities|initiatives|projects|"
    r"events|efforts|trainings?|workshops|roundtables|measures|programmes|challenges|areas|issues|"
    r"capacity)"
    r"|\bcontinued (?:to(?! monitor| observe| publish| print| issue)|its(?! monitoring)|with|the|their|supporting|"
    r"providing|assisting)|\bcontinues\b|\bremain(?:s|ed)\b|\bcontinuously\b|\bconsistently\b|"
    r"\bprimarily\b|\bin general\b|\bits efforts\b|\bits activities\b"
    r"|\bactivities (?:aimed|aiming|focus|encompassed|included|related|in support)\b"
)
BACKGROUND = re.compile(
    r"\b(?:since (?:19|20)\d\d|in recent years|has become|have become|challenges?|increase of|"
    r"decrease of|per cent|compared (?:to|with)|statistics|according to (?:data|statistics|"
    r"the Ministry)|threat posed|mandate[ds]?|is responsible|consists? of|was established in|"
    r"suicide attack|were wounded|were killed|were murdered|"
    r"comprises?)\b|\d\s?%"
)
NUMBERED = NUMBER
