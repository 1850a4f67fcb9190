using ModelGen.Compiler;
using ModelGen.Compiler.Diagnostics;
using ModelGen.Compiler.Text;

namespace ModelGen.Generator;

/// <summary>
/// The last line of defence: an exception, which only a defect of the compiler throws, becomes a diagnostic of the file it worked on. Roslyn would
/// drop all the sources of a generator that throws, and say so in a warning without a place.
/// </summary>
internal static class Guarded
{
    public static T? Run<T>(SpecFile file, Func<T> work, out Diagnostic? failure)
        where T : class
    {
        try
        {
            failure = null;
            return work();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            string what = exception.GetType().Name + ": " + exception.Message.Replace('\r', ' ').Replace('\n', ' ');
            failure = new Diagnostic(
                Descriptors.InternalError,
                new SourceSpan(file.Path, 0, 0, 0, 0, 0, 0),
                string.Format(System.Globalization.CultureInfo.InvariantCulture, Descriptors.InternalError.MessageFormat, what),
                EquatableArray<SourceSpan>.Empty);
            return null;
        }
    }
}
