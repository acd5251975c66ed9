"""The mistakes by name, each with what was done."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MISTAKES: Mapping[str, str] = MappingProxyType(
    {
        "transposed": "the right numbers, transposed",
        "sign_flipped": "the right numbers with the wrong sign",
        "off_by_factor": "the right numbers times a constant",
        "missing_average": "1/m is left out",
        "averaged_twice": "1/m is applied once too often",
        "missing_factor_two": "the 2 of the squared error is left out",
        "extra_factor_two": "a 2 of the squared error too many",
        "activation_for_derivative": "the activation stands where its derivative belongs",
        "derivative_at_activation": "the derivative is taken at A where it belongs at Z",
        "missing_derivative": "the activation's derivative is left out",
        "updated_weights_used": "the error is sent back through the weights as already updated",
        "bias_not_added": "the bias is not added",
        "bias_gradient_not_summed": "the bias gradient is not summed over the samples",
        "preactivation_used": "Z of the layer before stands where its A belongs",
        "wrong_layer_input": "another layer's activation stands in the weight gradient",
        "softmax_over_samples": "the softmax sums over the samples instead of the units",
        "softmax_not_normalized": "the softmax is not divided by its sum",
        "wrong_log_base": "the logarithm has another base than e",
        "gradient_added": "the step is added to the parameter instead of taken off",
        "learning_rate_missing": "the learning rate is left out",
        "bias_correction_missing": "a moment is not corrected for its start from zero",
        "epsilon_inside_root": "eps stands under the root instead of beside it",
        "betas_swapped": "the two betas are swapped",
        "timestep_off_by_one": "t is one off in the bias correction",
        "weight_decay_coupled": "the weight decay goes through the moments, as in adam",
        "stale_state": "the optimizer's state of the step before is used",
        "nesterov_mismatch": "nesterov and plain momentum are confused",
        "rounded": "follows from your own numbers, within the digits they were rounded to",
    }
)
