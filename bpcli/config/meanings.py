"""What people write who come from elsewhere, and what it is called here: the words of other libraries and textbooks.

None of them is accepted: each leads to a question, ``did you mean 'learning_rate'?``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from bpcli.errors import ConfigPath, nearest_name

SIMILAR = 0.85
"""How much alike a key and one that belongs elsewhere must be for the one to be meant by the other."""


def _by_word(meanings: Mapping[str, str]) -> Mapping[str, list[str]]:
    by_word: dict[str, list[str]] = {}
    for meant, words in meanings.items():
        for word in words.split():
            by_word.setdefault(word, []).append(meant)
    return by_word


KEYS = _by_word(
    {
        "name": "title",
        "seed": "randomseed randomstate rngseed",
        "dtype": "precision floattype",
        "layout": "orientation order",
        "data": "dataset inputdata",
        "data.x": "inputs input features xtrain",
        "data.y": "targets target labels label outputs output ytrain",
        "data.source": "type kind generator",
        "data.path": "file filename csv",
        "data.samples": "nsamples numsamples",
        "data.classes": "nclasses numclasses",
        "network": "model net nn architecture",
        "network.layers": "hidden hiddenlayers hiddenlayersizes hiddensizes layer layersizes",
        "network.init": "initializer initialization initialisation weightinit kernelinitializer",
        "network.layers.0.units": "neurons nodes size width nunits numunits unit outfeatures",
        "network.layers.0.activation": "activationfunction actfn act nonlinearity",
        "network.layers.0.weights": "weight w kernel",
        "network.layers.0.bias": "biases b usebias",
        "network.layers.0.activation.slope": "negativeslope leak",
        "loss": "criterion cost objective lossfunction lossfn costfunction",
        "loss.l2": "lambda lam reg regularization regularisation l2reg regularizer",
        "optimizer": "optim optimiser solver algorithm",
        "optimizer.name": "type kind",
        "optimizer.learning_rate": "lr alpha eta rate stepsize learnrate",
        "optimizer.weight_decay": "decay wd",
        "optimizer.clip_norm": "clip gradclip gradientclipping maxnorm clipgradnorm",
        "optimizer.eps": "epsilon",
        "optimizer.betas": "beta beta1 beta2",
        "optimizer.freeze": "frozen freezelayers",
        "training": "train fit",
        "training.steps": "epochs epoch iterations iters niter maxiter numsteps nsteps numepochs nepochs",
        "training.batch_size": "batch batches minibatch minibatchsize bs",
        "metrics": "metric measures scores",
    }
)
"""The dotted paths of the keys that a word may mean; of a layer's keys that of the first layer."""

NAMES = _by_word(
    {
        "identity": "linear none id",
        "leaky_relu": "lrelu",
        "silu": "swish",
        "gelu_tanh": "newgelu fastgelu geluapproximate",
        "sigmoid": "logistic sigm expit",
        "tanh": "hyperbolictangent tansig",
        "softmax": "softargmax",
        "softplus": "smoothrelu",
        "cross_entropy": "ce xent categoricalcrossentropy sparsecategoricalcrossentropy nll nllloss softmaxcrossentropy"
        " negativeloglikelihood crossentropyloss",
        "binary_cross_entropy": "bce binarycrossentropy bceloss bcewithlogits bcewithlogitsloss logloss",
        "mse": "meansquarederror squarederror mseloss l2loss quadratic l2",
        "mae": "meanabsoluteerror absoluteerror maeloss l1loss l1",
        "sse": "sumsquarederror sumofsquares sumofsquarederrors",
        "half_mse": "halfmeansquarederror",
        "huber": "smoothl1 smoothl1loss huberloss",
        "hinge": "svm hingeloss maxmargin",
        "sgd": "gd gradientdescent stochasticgradientdescent vanilla batchgradientdescent",
        "rmsprop": "rms",
        "{name: sgd, momentum: 0.9}": "momentum sgdmomentum heavyball",
        "{name: sgd, momentum: 0.9, nesterov: true}": "nesterov nag",
        "xavier_normal": "xavier glorot glorotnormal",
        "xavier_uniform": "glorotuniform",
        "he_normal": "he kaiming kaimingnormal",
        "he_uniform": "kaiminguniform",
        "lecun_normal": "lecun",
        "normal": "gaussian randn randomnormal random",
        "uniform": "rand randomuniform",
        "zeros": "zero",
        "accuracy": "acc categoricalaccuracy binaryaccuracy",
        "confusion": "confusionmatrix",
        "r2": "rsquared r2score",
        "float64": "float double f64 fp64",
        "float32": "single f32 fp32",
        "torch": "pytorch",
    }
)
"""The names of rules and choices that a word may mean, or a mapping that begins with one."""


def meant_name(word: str, known: Collection[str]) -> str | None:
    """The one of the known names that a word was meant to be, if there is one."""
    meant = (name for name in NAMES.get(_plain(word), ()) if name.removeprefix("{name: ").split(",")[0] in known)
    return next(meant, None) or _same(word, known) or nearest_name(word, known)


def meant_key(key: str, known: Collection[str], paths: Callable[[], Iterable[ConfigPath]]) -> str | None:
    """The known key that this one was meant to be, or where in the config there is such a key.

    ``paths`` gives those that the config may have; it is asked only if need be.
    """
    if (here := word_for(key, known)) is not None:
        return here
    meant = KEYS.get(_plain(key), [])
    dotted = [".".join(map(str, path)) for path in paths() if isinstance(path[-1], str)]
    ends = {path.rpartition(".")[2]: path for path in reversed(dotted)}
    if len(meant) == 1 and meant[0] in dotted:
        return _from_top(meant[0])
    if same := _same(key, ends):
        return _from_top(ends[same])
    close = nearest_name(key, ends, SIMILAR)
    return nearest_name(key, known) or (_from_top(ends[close]) if close else None)


def word_for(key: str, known: Collection[str]) -> str | None:
    """The known key of the same meaning, or of the same letters."""
    meant = (path.rpartition(".")[2] for path in KEYS.get(_plain(key), ()))
    return next((last for last in meant if last in known), None) or _same(key, known)


def _from_top(path: str) -> str:
    return path if "." in path else f"{path} at the top level"


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word)).lower()


def _same(word: str, known: Collection[str]) -> str | None:
    """The known word that is the same but for capitals, blanks, hyphens and underscores."""
    plain = _plain(word)
    return next((name for name in known if _plain(name) == plain), None)
