using ModelGen.LibTorch;

namespace TorchSharp;

public static partial class torch
{
    // Arithmetic, element by element, with broadcasting.
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Aten.add_Tensor.Call(this, target);
        public Tensor add(Tensor target, Scalar alpha) => Aten.add_Tensor.Call(this, target, alpha);
        public Tensor add(Scalar scalar) => Aten.add_Scalar.Call(this, scalar);
        public Tensor add(Scalar scalar, Scalar alpha) => Aten.add_Scalar.Call(this, scalar, alpha);
        public Tensor add_(Tensor target) => Aten.add__Tensor.CallInPlace(this, target);
        public Tensor add_(Tensor target, Scalar alpha) => Aten.add__Tensor.CallInPlace(this, target, alpha);
        public Tensor add_(Scalar scalar) => Aten.add__Scalar.CallInPlace(this, scalar);
        public Tensor add_(Scalar scalar, Scalar alpha) => Aten.add__Scalar.CallInPlace(this, scalar, alpha);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv.Call(this, tensor1, tensor2, value);
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Aten.addcdiv.Call(this, tensor1, tensor2);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcdiv_.CallInPlace(this, tensor1, tensor2, value);
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Aten.addcdiv_.CallInPlace(this, tensor1, tensor2);
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul.Call(this, tensor1, tensor2, value);
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Aten.addcmul_.CallInPlace(this, tensor1, tensor2, value);
        public Tensor sub(Tensor target) => Aten.sub_Tensor.Call(this, target);
        public Tensor sub(Scalar target) => Aten.sub_Scalar.Call(this, target);
        public Tensor sub_(Tensor target) => Aten.sub__Tensor.CallInPlace(this, target);
        public Tensor sub_(Scalar target) => Aten.sub__Scalar.CallInPlace(this, target);
        public Tensor mul(Tensor target) => Aten.mul_Tensor.Call(this, target);
        public Tensor mul(Scalar target) => Aten.mul_Scalar.Call(this, target);
        public Tensor mul_(Tensor target) => Aten.mul__Tensor.CallInPlace(this, target);
        public Tensor mul_(Scalar target) => Aten.mul__Scalar.CallInPlace(this, target);
        public Tensor subtract(Scalar target) => sub(target);
        public Tensor subtract(Tensor target) => sub(target);
        public Tensor subtract_(Scalar target) => sub_(target);
        public Tensor subtract_(Tensor target) => sub_(target);
        public Tensor multiply(Tensor target) => mul(target);
        public Tensor multiply(Scalar target) => mul(target);
        public Tensor true_divide(Tensor other) => Aten.true_divide_Tensor.Call(this, other);
        public Tensor true_divide(Scalar other) => Aten.true_divide_Scalar.Call(this, other);
        public Tensor true_divide_(Tensor other) => Aten.true_divide__Tensor.CallInPlace(this, other);
        public Tensor true_divide_(Scalar other) => Aten.true_divide__Scalar.CallInPlace(this, other);
        public Tensor floor_divide(Tensor other) => Aten.floor_divide.Call(this, other);
        public Tensor floor_divide(Scalar other) => Aten.floor_divide_Scalar.Call(this, other);
        public Tensor floor_divide_(Tensor other) => Aten.floor_divide__Tensor.CallInPlace(this, other);
        public Tensor floor_divide_(Scalar other) => Aten.floor_divide__Scalar.CallInPlace(this, other);
        public Tensor remainder(Tensor target) => Aten.remainder_Tensor.Call(this, target);
        public Tensor remainder(Scalar scalar) => Aten.remainder_Scalar.Call(this, scalar);
        public Tensor remainder_(Tensor target) => Aten.remainder__Tensor.CallInPlace(this, target);
        public Tensor remainder_(Scalar scalar) => Aten.remainder__Scalar.CallInPlace(this, scalar);
        public Tensor fmod(Tensor target) => Aten.fmod_Tensor.Call(this, target);
        public Tensor fmod(Scalar scalar) => Aten.fmod_Scalar.Call(this, scalar);
        public Tensor fmod_(Tensor target) => Aten.fmod__Tensor.CallInPlace(this, target);
        public Tensor fmod_(Scalar scalar) => Aten.fmod__Scalar.CallInPlace(this, scalar);
        public Tensor pow(Tensor exponent) => Aten.pow_Tensor_Tensor.Call(this, exponent);
        public Tensor pow(Scalar exponent) => Aten.pow_Tensor_Scalar.Call(this, exponent);
        public Tensor pow_(Tensor exponent) => Aten.pow__Tensor.CallInPlace(this, exponent);
        public Tensor pow_(Scalar exponent) => Aten.pow__Scalar.CallInPlace(this, exponent);
        public Tensor float_power(Tensor target) => Aten.float_power_Tensor_Tensor.Call(this, target);
        public Tensor atan2(Tensor other) => Aten.atan2.Call(this, other);
        public Tensor atan2_(Tensor other) => Aten.atan2_.CallInPlace(this, other);
        public Tensor arctan2(Tensor other) => Aten.arctan2.Call(this, other);
        public Tensor arctan2_(Tensor other) => Aten.arctan2_.CallInPlace(this, other);
        public Tensor hypot(Tensor other) => Aten.hypot.Call(this, other);
        public Tensor lerp(Tensor end, Tensor weight) => Aten.lerp_Tensor.Call(this, end, weight);
        public Tensor lerp_(Tensor end, Tensor weight) => Aten.lerp__Tensor.CallInPlace(this, end, weight);
        public Tensor logaddexp(Tensor other) => Aten.logaddexp.Call(this, other);
        public Tensor logaddexp2(Tensor other) => Aten.logaddexp2.Call(this, other);
        public Tensor xlogy(Tensor y) => Aten.xlogy_Tensor.Call(this, y);
        public Tensor xlogy(Scalar y) => Aten.xlogy_Scalar_Other.Call(this, y);
        public Tensor xlogy_(Tensor y) => Aten.xlogy__Tensor.CallInPlace(this, y);
        public Tensor xlogy_(Scalar y) => Aten.xlogy__Scalar_Other.CallInPlace(this, y);
        public Tensor maximum(Tensor other) => Aten.maximum.Call(this, other);
        public Tensor minimum(Tensor other) => Aten.minimum.Call(this, other);
        public Tensor fmax(Tensor other) => Aten.fmax.Call(this, other);
        public Tensor fmin(Tensor other) => Aten.fmin.Call(this, other);
        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Aten.clamp.Call(this, min, max);
        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Aten.clamp_Tensor.Call(this, min, max);
        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Aten.clamp_.CallInPlace(this, min, max);
        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Aten.clamp__Tensor.CallInPlace(this, min, max);
        public Tensor clamp_max(Scalar max) => Aten.clamp_max.Call(this, max);
        public Tensor clamp_max_(Scalar max) => Aten.clamp_max_.CallInPlace(this, max);
        public Tensor clamp_min(Scalar min) => Aten.clamp_min.Call(this, min);
        public Tensor clamp_min_(Scalar min) => Aten.clamp_min_.CallInPlace(this, min);
        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);
        public Tensor copysign(Tensor other) => Aten.copysign_Tensor.Call(this, other);
        public Tensor heaviside(Tensor other) => Aten.heaviside.Call(this, other);
        public Tensor nextafter(Tensor other) => Aten.nextafter.Call(this, other);

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div_Tensor.Call(this, target)
                : Aten.div_Tensor_mode.Call(this, target, rounding_mode.ToString());

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div_Scalar.Call(this, target)
                : Aten.div_Scalar_mode.Call(this, target, rounding_mode.ToString());

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div__Tensor.CallInPlace(this, target)
                : Aten.div__Tensor_mode.CallInPlace(this, target, rounding_mode.ToString());

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Aten.div__Scalar.CallInPlace(this, target)
                : Aten.div__Scalar_mode.CallInPlace(this, target, rounding_mode.ToString());

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div(target, rounding_mode);
        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);
        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => div_(target, rounding_mode);

        public Tensor copysign_(Tensor other) => Aten.copysign__Tensor.CallInPlace(this, other);
        public Tensor float_power_(Tensor target) => Aten.float_power__Tensor.CallInPlace(this, target);
        public Tensor gcd(Tensor other) => Aten.gcd.Call(this, other);
        public Tensor lcm(Tensor other) => Aten.lcm.Call(this, other);
        public Tensor heaviside_(Tensor other) => Aten.heaviside_.CallInPlace(this, other);
    }
}
