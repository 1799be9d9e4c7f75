"""Words of titles, ranks and offices: what stands beside the name of whoever classified a cable, and is no name."""

from __future__ import annotations

#: Lower case, without full stops.
TITLES: frozenset[str] = frozenset(
    """
    a/s acting ad adcm adm admin administration administrative administrator admiral adviser advisor aff affairs
    affaires agency agent agricultural agriculture aid aide aidoff air alternate amb ambassador ambassadors ambasador
    ambassodor amconsul amembassy america american ao area army arms assist assistance assistant asst associate attache
    attaché attorney authority aviation base bilateral board border branch brigadier bureau business cabinet capt
    captain career cdr center central cg charge chargé charged chief chiefs cio civil civilian clerk co code col colonel
    combined command commander commercial commissioner committee communications community conference conflict congen
    consul consular consulate conoff control coordinating coordination coordinator corps correspondent couns council
    counsel counsellor counselor counselors counsler counter counternarcotics counterterrorism country crime criminal
    cultural customs d'affaires d'affairs d'affaire daffaires daffairs dao das data dato datt dca dcm dcos dea
    defattache defense defence delegation democracy dep department deputy deputies dept deptoff designate desk
    detachment development dg diplomacy diplomat diplomatic dir direct director directorate disarmament district
    division dod dol domestic dpao dr drl duty eap east eb ec econ econchief econcouns econoff econofficer economic
    economics economist education eeb elections embassy embassy's emergency emboffs emboff embassys employee energy
    enforcement engineer environment environmental envoy esf est esth estoff eur europe european executive export
    exchange external fas fbi fcs federal finance financial first fm fmo for force forces foreign former fpo fraud fso
    ftr g general gen global gov government governance group gso h head health high homeland hr human humanitarian hub
    ibb immigration imo implementation in inl information inr inspector institution institutional int'l intellectual
    intelligence interests interim interior internal international interpreter investment io iom isn issues joint judge
    jr-officer justice l labor law leader legal legat legislative liaison lieutenant local lt ltc ltcol ltg maj major
    management manager marine maritime mc md media medical member mg mgen mgmt mgt middle migration mil military min
    minister ministry minister-counselor minister-counsellor mission mo monitor mr mrs ms multilateral municipal mutual
    narcotics nas national nato navy nea negotiator new-media nonproliferation north northern noncommissioned nsc
    nuclear obo observer odc oes of ofda off officer officers offices office officer-in-charge oic omc ops operation
    operations orci organization organizational osc osd overseas pa pao partnership parliamentary pas pd peace
    peacekeeping permanent permrep plans planning pm pmat po pol pol-ec pol-econ polad polchief polcouns poleconoff
    pol/econ pol/mil polecon polec polecoff polmil poloff polofficer police policy political politcal poltical polical
    politico political-economic political-military politico-military polmiloff population portfolio post presence press
    prevention prin principal private prm pro procurement professional program programme programs project property
    protection provincial prt public rear reconstruction ref-coord refcoord refugee refugees region regional relations
    religious rep reporter reporting representation representative reps research resident resource resources rights rla
    roc rms rpo rso safety sca science scientific sec second secretary secretariat section sector security senior
    sergeant service services sgt social soc southern special specialist spokesman sponsor staff state station strategic
    strategy studies sub subdivision supervisory supervisor support surveillance sustainable system systems task team
    technical technology temporary terrorism third threat to trade trafficking training transition transnational
    transport transportation treasury treaty under undersecretary unhcr unilateral union unit united us u usaid usau
    usdel usdao useu usg usint uslo usmission usnato usoas usoffice usosce usun usunnewyork vice visa visas visiting
    volunteer washdc washington washington's watcher watchers weapons west western women's world ambassador-designate
    consul-general attorney-general deputy-director vice-consul first-secretary econ/pol polecouns dcm/charge cda a/dcm
    p/e pe c.g d.c.m u.s u.n un eu oas osce by the and as at with from an is was a on multiple sources source derived
    dept's none n/a na unknown exempt state's consultant dos ds deputychief am chargeé chg charg affaire depty deptuy
    actng acing econcounselor polcounselor econcouselor counselor/charge minister/counselor apao arso dpo rao crm afghan
    african asian caribbean iraqi iranian russian chinese israeli palestinian arabian hemisphere eastern pacific balkan
    balkans nordic baltic korean japanese turkish cuban soviet levant maghreb gulf persian andean brazilian canadian
    mexican southeast southwest northeast africa asia hemispheric commanding armed naval secretary's director's chair
    chairman chairperson president representing liason
    """.split()
)

#: After these an office or a place follows, not a name.
PREPOSITIONS: frozenset[str] = frozenset({"of", "for", "to", "in", "at", "with", "from", "on", "under"})

#: A place follows: ``Embassy Phnom Penh``.
BEFORE_PLACE: frozenset[str] = frozenset(
    "embassy amembassy amemb consulate amconsul amcongen congen usint uslo mission's prt rpo".split()
)

#: Small words within names.
PARTICLES: frozenset[str] = frozenset(
    """
    de la las los van von der den del della di da das do dos du el al bin bint ben ibn ould abu le y e st ten ter vander
    zu zur av uz
    """.split()
)

SUFFIXES: frozenset[str] = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "phd"})

#: Countries and capitals that are no post's name, one word each, for offices such as ``Ambassador to Burundi``.
COUNTRIES: frozenset[str] = frozenset(
    """
    afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh barbados
    belarus belgium belize benin bermuda bhutan bolivia bosnia herzegovina botswana brazil britain bulgaria burkina faso
    burma burundi cambodia cameroon canada chile china colombia comoros congo croatia cuba cyprus denmark djibouti
    ecuador egypt eritrea estonia ethiopia fiji finland france gabon gambia germany ghana greece guinea guyana haiti
    honduras hungary iceland india indonesia iran iraq ireland italy jamaica japan kazakhstan kenya korea kosovo
    kyrgyzstan laos latvia lebanon lesotho liberia libya lithuania macedonia malawi malaysia mali malta mauritania
    mauritius mexico moldova mongolia montenegro morocco mozambique namibia nepal netherlands nicaragua niger nigeria
    norway oman pakistan paraguay peru philippines poland portugal qatar romania russia rwanda samoa senegal serbia
    seychelles slovakia slovenia somalia spain sudan suriname swaziland sweden switzerland syria taiwan tajikistan
    tanzania thailand timor togo tonga tunisia turkey turkmenistan uganda ukraine uruguay uzbekistan venezuela vietnam
    yemen zambia zimbabwe kingdom states republic
    """.split()
)
