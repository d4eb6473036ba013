"""The words of a text, and those that say nothing of a creature."""

import re

from pokename.pokedex.names import normal_form

FUNCTION_WORDS = frozenset(
    "a about above after again all also always an and another any are around as at back be "
    "because been before being below between both but came can cannot could day did does doing "
    "down during each ever every few for from further get had has have having her here hers him "
    "his how into its itself just like long made make makes many more most much must never not "
    "now off often old once one only other others our out over own pokemon same seen shall she "
    "should since some something still such than that the their them then there these they thing "
    "this those though through time too under until upon use used uses using very was way were "
    "what when where which while who whom whose why will with within without would year years yet "
    "you your creature monster animal type look looks looking live lives living body name named "
    "kind sort two three four five six seven eight nine ten eleven twelve eighteen twenty thirty "
    "hundred thousand million number together alone apart away almost already ahead instead later "
    "early soon forever sometimes usually rather quite really truly even else able several "
    "various certain whole part hour week month minute second today tonight call called become "
    "became turn keep kept give gives take takes put let say says said tell know known think try "
    "want need seem start begin appear happen goes going went gone whenever wherever although "
    "unless by do he i if in is it me my no of on or so to up us we everything anything nothing "
    "everyone anyone someone nobody place lot bit set".split()
)


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text in normal form."""
    return frozenset(filter(None, (normal_form(word) for word in re.findall(r"[^\W_]+", text))))
