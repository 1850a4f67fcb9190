using System.Globalization;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Shape, type and device. See the other overloads for the elements.</summary>
        public override string ToString() => IsInvalid ? "Tensor (disposed)" : TensorPrinter.Metadata(this);

        /// <param name="disamb">Exists to tell this overload from the one without arguments.</param>
        public string ToString(
            bool disamb, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null) =>
            ToString(TensorStringStyle.Default, fltFormat, width, cultureInfo, newLine);

        /// <summary>Shape, type, device and elements.</summary>
        public string ToString(
            TensorStringStyle style, string? fltFormat = null, int? width = null, CultureInfo? cultureInfo = null, string? newLine = null)
        {
            var options = Printing with
            {
                FloatFormat = fltFormat ?? Printing.FloatFormat,
                LineWidth = width ?? Printing.LineWidth,
                NewLine = newLine ?? Printing.NewLine,
            };
            return new TensorPrinter(options, cultureInfo ?? CultureInfo.CurrentCulture).Print(
                this, style == TensorStringStyle.Default ? stringStyle : style);
        }
    }
}
