-- What was folded before has these letters still, and nobody would find it any more. Whoever writes by now folds as V124 does.
update queue_text set body = queue_fold(body) where octet_length(body) <> length(body)
    and body ~ '[øđðłħŧıŋĸƀɓƈɗɖƌƒɠǥɣƙɨɩȷɲɔɵƥƭʈʉʊʋƴƶəǝɛςßæœþ\u064b-\u065f\u0670]';
