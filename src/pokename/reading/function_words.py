"""Words that names don't say: function words, and words that say little beside others."""

FUNCTION_WORDS = frozenset(
    "a about above after again all also always an and another any are around as at back be "
    "because been before being below between both but came can cannot could day did does doing "
    "down during each ever every few for from further get had has have having her here hers him "
    "his how into its itself just like long made make makes many more most much must never not "
    "now off often once one only other others our out over own pokemon same seen shall she "
    "should since some something still such than that the their them then there these they thing "
    "this those though through too under until upon use used uses using very was way were "
    "what when where which while who whom whose why will with within without would year years yet "
    "you your creature monster animal type look looks looking live lives living body name named "
    "kind sort two three four five six seven eight nine ten eleven twelve eighteen twenty thirty "
    "hundred thousand million number together alone apart away almost already ahead instead later "
    "early soon forever sometimes usually rather quite really truly even else able several "
    "various certain whole part hour week month minute second today tonight call called become "
    "became becomes becoming keep kept give gives take takes put let say says said tell know known "
    "think try want need seem start begin appear happen goes going went gone whenever wherever "
    "although "
    "please names create generate invent suggest um uh hmm idk "
    "unless by do he i if in is it me my no of on or so to up us we everything anything nothing "
    "everyone anyone someone somebody nobody place lot bit set "
    "come came get got gave whatever whoever whichever whether somewhere anywhere everywhere "
    "elsewhere nowhere onto along enough afterward afterwards nearby everybody anybody mine yours "
    "theirs per yet ago aloud anyone different exact exactly first next ready real right single "
    "based inspired sized style themed version himself herself themselves myself yourself "
    "ourselves oneself people coming trying starter fakemon regional "
    "evolve mid lol lmao haha pls plz obviously "
    "thats whats theres hes shes theyre youre dont isnt wont cant doesnt".split()
)

# Words that join others, as in "a turtle covered in barnacles" and "a slug found near volcanoes".
# Designers rarely express them, so they count only if the description says little else.
JOINING = frozenset(
    "across against attached behind beneath beside besides beyond built carrying coated covered "
    "doing filled found getting having holding inside keeping lined located making near opposite "
    "outside past putting shaped size sharing staying taking topped toward towards trying unlike "
    "using via wearing working".split()
)
# Words that say how sure or how exact a writer is. They count only if there is no other word.
FILLERS = frozenset(
    "actual actually apparently barely basically constantly currently definitely eachother "
    "essentially hardly honestly kinda kindof literally mainly maybe mostly nearly perhaps "
    "possibly practically probably seriously simply somehow sorta sortof suddenly "
    "supposedly totally".split()
)
# Function words that are read if a description has no other word.
NOUNS_ALONE = frozenset("animal body creature hour monster name number time week year".split())
