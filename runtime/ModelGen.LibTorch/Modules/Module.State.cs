namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public partial class Module
        {
            private const string ListMark = "\n  ";

            /// <summary>
            /// The parameters and the persistent buffers by path: the tensors themselves, not copies. A parameter that has two paths comes
            /// under both.
            /// </summary>
            /// <param name="destination">Where to add them; a new dictionary when null.</param>
            /// <param name="prefix">A path to put before theirs.</param>
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string path) => string.IsNullOrEmpty(prefix) ? path : $"{prefix}.{path}";

                foreach (var (path, parameter) in named_parameters())
                    destination.TryAdd(Key(path), parameter);
                foreach (var (path, buffer) in named_buffers(include_nonpersistent: false))
                    destination.TryAdd(Key(path), buffer);
                foreach (var (childName, child) in named_children())
                    child.state_dict(destination, Key(childName));
                return destination;
            }

            /// <summary>Copies tensors into the parameters and buffers of the same path.</summary>
            /// <param name="source">Tensors by path; other dtypes are converted.</param>
            /// <param name="strict">Whether both sides must have the same paths.</param>
            /// <param name="skip">Paths to leave alone.</param>
            /// <returns>The paths that the source lacks, and those that the module lacks.</returns>
            /// <exception cref="InvalidOperationException">The paths differ though <paramref name="strict"/>, or two shapes
            /// differ.</exception>
            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                skip ??= [];
                var destination = state_dict();
                List<string> missing = [.. destination.Keys.Where(key => !skip.Contains(key) && !source.ContainsKey(key))];
                List<string> unexpected = [.. source.Keys.Where(key => !skip.Contains(key) && !destination.ContainsKey(key))];
                if (strict && missing.Count + unexpected.Count > 0)
                    throw new InvalidOperationException(Difference(missing, unexpected));

                List<(Tensor target, Tensor value)> pairs = [];
                foreach (var (key, value) in source)
                {
                    if (skip.Contains(key) || !destination.TryGetValue(key, out var target))
                        continue;
                    CheckShape(key, target, value);
                    pairs.Add((target, value));
                }
                using var _ = no_grad();
                foreach (var (target, value) in pairs)
                    target.copy_(value);
                return (missing, unexpected);
            }

            // copy_ would spread a tensor of another shape over the target without a word.
            private static void CheckShape(string key, Tensor target, Tensor value)
            {
                if (!target.shape.SequenceEqual(value.shape))
                {
                    throw new InvalidOperationException(
                        $"The shape of '{key}' is [{string.Join(", ", value.shape)}] in the loaded state_dict, "
                        + $"and [{string.Join(", ", target.shape)}] in the target.");
                }
            }

            private static string Difference(List<string> missing, List<string> unexpected)
            {
                string message = "The loaded state_dict is not identical to the target dictionary.";
                if (missing.Count > 0)
                    message += $"\nMissing keys:{ListMark}{string.Join(ListMark, missing)}";
                if (unexpected.Count > 0)
                    message += $"\nUnexpected keys:{ListMark}{string.Join(ListMark, unexpected)}";
                return message;
            }
        }
    }
}
