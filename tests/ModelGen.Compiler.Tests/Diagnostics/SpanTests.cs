using ModelGen.Compiler.Diagnostics;

namespace ModelGen.Compiler.Tests.Diagnostics;

/// <summary>
/// More ways to be wrong than the pages show: the id, the words underlined (between <c>[|</c> and <c>|]</c>) and part of the message.
/// </summary>
public class SpanTests
{
    [Theory]
    // Values
    [InlineData("MG3110", "- {conv: [|big|], kernel_size: 3, name: a}", "expected an integer of at least 1, found the text 'big'")]
    [InlineData("MG3110", "- {conv: [|0|], kernel_size: 3, name: a}", "of at least 1, found 0")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: [|[1, 2, 3]|], name: a}", "two of them [height, width], found the list [1, 2, 3]")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, padding: [|sane|], name: a}", "or 'same', found the text 'sane'; did you mean 'same'?")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, bias: [|no|], name: a}", "expected true or false, found the text 'no'")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, init: [|kaiming|], name: a}", "expected an initializer")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, init: {kaiming_normal, mode: [|fanout|]}, name: a}", "'fan_in' or 'fan_out', found the text 'fanout'; did you mean 'fan_out'?")]
    [InlineData("MG3110", "- {dropout: [|1.5|]}", "of at least 0 and at most 1")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, repeat: [|0|], name: a}", "an integer from 1 to 10,000")]
    [InlineData("MG3110", "- {conv: 4, kernel_size: 3, when: [|1|], name: a}", "expected true or false, found 1")]
    [InlineData("MG3110", "- residual: [{batch_norm, name: a}]\n  join: [|mul|]", "'add' or 'concat'")]
    [InlineData("MG3110", "- for: [|x|]\n  do: [relu]", "a table, an integer, or named lists")]
    [InlineData("MG3110", "params: {n: int}\nvariants: {Tiny: {n: [|2.5|]}}", "expected an integer, found 2.5")]
    [InlineData("MG3110", "params: {act: relu}\nvariants: {Tiny: {act: [|rely|]}}", "a layer (an op, a block or none), found the text 'rely'")]
    [InlineData("MG3110", "params: {at: guideline}\nvariants: {Tiny: {at: [|3|]}}", "expected a text, found 3")]
    // Arguments
    [InlineData("MG3106", "- {conv: 4, kernel_size: 3, whn: true, [|strid|]: 2, name: a}", "did you mean 'stride'?")]
    [InlineData("MG3106", "- {conv: 4, kernel_size: 3, repeat: 2, first: {[|strde|]: 2}, name: a}", "'conv' has no argument 'strde'")]
    [InlineData("MG3106", "- residual: [{batch_norm, name: a}]\n  [|shortcuts|]: []", "did you mean 'shortcut'?")]
    [InlineData("MG3106", "- {[|seq|]: [relu], name: a}\n- {seq: [relu], [|kernel_size|]: 3}", "'seq' has no argument 'kernel_size'")]
    [InlineData("MG3107", "- {[|for|]: {i: [1]}}", "'for' needs do")]
    [InlineData("MG3107", "- {[|parallel|]: [[relu]]}", "'parallel' needs join")]
    [InlineData("MG3107", "- [|seq|]", "'seq' needs a list, as {seq: […]}")]
    [InlineData("MG3107", "blocks:\n  unit: {params: {out: int}, body: [{conv: $out, kernel_size: 1, name: c}]}\nbackbone:\n  - {[|unit|], name: a}", "'unit' needs out, as {unit: …}")]
    [InlineData("MG3111", "- {residual: [{batch_norm, name: a}], [|name|]: r}", "belongs to the container around it")]
    [InlineData("MG3111", "- {for: 2, do: [relu], [|repeat|]: 2}", "'repeat' has no use on 'for'")]
    [InlineData("MG3111", "- {seq: [{conv: 1, kernel_size: 1, aux: [|0.4|]}], name: a}", "stands in the model's own list")]
    // Heads
    [InlineData("MG3103", "- [|Conv|]", "did you mean 'conv'?")]
    [InlineData("MG3103", "- {[|max_pol|]: 2}", "did you mean 'max_pool'?")]
    [InlineData("MG3102", "- [|~|]", "found nothing")]
    [InlineData("MG3105", "- [|{name: a}|]", "found 'name'")]
    [InlineData("MG3112", "params: {l: [relu]}\nbackbone: [[|$l|]]", "'$l' is the list [relu]")]
    [InlineData("MG3112", "params: {w: text}\nbackbone: [[|$w|]]\nvariants: {Tiny: {w: reluu}}", "did you mean 'relu'?")]
    // Names
    [InlineData("MG3201", "- {conv: 4, kernel_size: 3, name: [|1st|]}", "'1st' cannot be a name")]
    [InlineData("MG3201", "- for: {i: [a.b]}\n  do: [{conv: 4, kernel_size: 3, name: [|c$i|]}]", "'ca.b' cannot be a name")]
    [InlineData("MG3202", "- for: 2\n  do: [{conv: 4, kernel_size: 3, padding: 1, name: [|c|]}]", "'c' stands twice")]
    [InlineData("MG3204", "- {conv: 4, kernel_size: 3, name: [|classes|]}", "a member of every model class")]
    [InlineData("MG3204", "- {conv: 4, kernel_size: 3, as: [|GetType|]}", "is a member of every module")]
    [InlineData("MG3205", "- parallel: [[{[|seq|]: [{conv: 4, kernel_size: 1}]}]]\n  join: add", "'seq' needs a name")]
    [InlineData("MG3205", "- {[|scale|]: 1}", "its name is the parameter's key")]
    [InlineData("MG3006", "variants: {[|class|]: {}}", "it is a keyword of C#")]
    [InlineData("MG3006", "variants: {[|Conv2d|]: {}}", "generated code calls something else")]
    // Expressions
    [InlineData("MG3206", "- {conv: $(1 [|=|] 2), kernel_size: 3, name: a}", "equality is '=='")]
    [InlineData("MG3206", "- {conv: [|$|]1, kernel_size: 3, name: a}", "'$' starts a name")]
    [InlineData("MG3206", "- {conv: $([|maxx|](1)), kernel_size: 3, name: a}", "there is no function 'maxx'; did you mean 'max'?")]
    [InlineData("MG3206", "- {conv: $(1 < 2 [|<|] 3), kernel_size: 3, name: a}", "comparisons do not chain")]
    [InlineData("MG3207", "- {conv: $[|index|], kernel_size: 3, name: a}", "it is a value of items with 'repeat'")]
    [InlineData("MG3207", "- {$[|blok|]: 3, name: a}", "there is no 'blok' here")]
    [InlineData("MG3208", "- {conv: $(8 // [|0|]), kernel_size: 3, name: a}", "division by zero")]
    [InlineData("MG3208", "- {conv: $(1 if [|in|] else 2), kernel_size: 3, name: a}", "expected true or false, found 3")]
    [InlineData("MG3208", "- {conv: '$([|round(1, 2)|])', kernel_size: 3, name: a}", "round takes one number, found 2")]
    // Taps
    [InlineData("MG3213", "- {relu, tap: x}\n- {seq: [{from: [|x|]}], name: a}", "a container has one input")]
    [InlineData("MG3213", "- {from: [|x|]}", "there are none")]
    // Variants and sections
    [InlineData("MG3003", "input: [[|any|], 8, 8]", "expected channels, height and width")]
    [InlineData("MG3003", "classes: [|many|]", "expected an integer of at least 1")]
    [InlineData("MG3003", "variants: {Tiny: [|small|]}", "a mapping of parameters and sections")]
    [InlineData("MG3003", "[|variants|]: {}", "a mapping of 1 to 1,000 models")]
    [InlineData("MG3004", "budget: {[|flops|]: 1}", "known: parameters, weights, multiply_adds, activation_bytes")]
    [InlineData("MG3115", "[|x|]: 1", null)]
    [InlineData("MG3115", "params: {[|classes|]: 3}", "it is a section that variants set")]
    [InlineData("MG3115", "blocks:\n  u: {params: {[|conv|]: int}, body: [relu]}", "it is an op, a structure or a block")]
    [InlineData("MG3113", "blocks:\n  [|relu|]: {body: [relu]}", "it is an op")]
    // Training
    [InlineData("MG6002", "training: {epochs: [|0|]}", "an integer of at least 1, found 0")]
    [InlineData("MG6002", "training: {lr: [|0|]}", "a number above 0, found 0")]
    [InlineData("MG6002", "training: {momentum: [|1|]}", "of at least 0 and below 1")]
    [InlineData("MG6002", "training: {schedule: [|multi_step|]}", "'milestones' beside it")]
    [InlineData("MG6002", "training: {schedule: multi_step, milestones: [|[3, 2]|]}", "epochs in rising order")]
    [InlineData("MG6002", "training: {nesterov: true, momentum: [|0|]}", "a number above 0 with 'nesterov'")]
    [InlineData("MG6002", "training: {warmup_epochs: [|11|]}", "at most the number of epochs, 10")]
    [InlineData("MG6002", "training: {dropout_schedule: linear, dropout_epochs: [|11|]}", "at most the number of epochs, 10")]
    [InlineData("MG6002", "training: {dropout_schedule: [|late|]}", "'dropout_epochs' above 0 beside it")]
    [InlineData("MG6002", "training: {dropout_schedule: [|linaer|]}", "did you mean 'linear'?")]
    [InlineData("MG6002", "training: {dropout_schedule: linear, dropout_epochs: [|-1|]}", "a number of at least 0, found -1")]
    [InlineData("MG6004", "training: {dropout_schedule: linear, [|dropout_gamma|]: 3}", "it is read with 'curriculum'")]
    [InlineData("MG6002", "training: {freeze: [layer1, [|3|]]}", null)]
    [InlineData("MG3106", "training: {augment: [{random_crop: 32, [|pad|]: 4}]}", "did you mean 'padding'?")]
    [InlineData("MG3107", "training: {augment: [[|random_crop|]]}", "'random_crop' needs size")]
    // Dropout
    [InlineData("MG3214", "dropout: {branch: {dropout: 0.1, at: [|after nrm 2|]}}", "did you mean 'norm'?")]
    [InlineData("MG3004", "dropout: {[|branches|]: {dropout: 0.1, at: end}}", "did you mean 'branch'?")]
    [InlineData("MG3107", "dropout: {branch: {[|dropout|]: 0.1}}", "'dropout' needs at")]
    [InlineData("MG3111", "dropout: {head: {dropout: 0.1, at: end, in: [|layer3*|]}}", "which has no residuals")]
    public void The_words_are_underlined(string id, string marked, string? message)
    {
        var (text, spans) = Unmark(marked);
        string spec = SpecFrame.Complete(text);
        int before = spec.IndexOf(text, StringComparison.Ordinal);
        var found = SpecFolder.InMemory(("model.yaml", spec)).Compile("model.yaml").Diagnostics;
        if (message is null)
        {
            // Only that something of the kind is said, wherever it fits best.
            Assert.NotEmpty(found);
            return;
        }

        var (start, length) = spans[^1];
        Assert.Contains(found, d => d.Descriptor.Id == id
            && d.Span.Start == before + start && d.Span.Length == length && d.Message.Contains(message, StringComparison.Ordinal));
    }

    private static (string Text, List<(int Start, int Length)> Spans) Unmark(string marked)
    {
        var spans = new List<(int, int)>();
        for (int open = marked.IndexOf("[|", StringComparison.Ordinal); open >= 0; open = marked.IndexOf("[|", StringComparison.Ordinal))
        {
            marked = marked.Remove(open, 2);
            int close = marked.IndexOf("|]", open, StringComparison.Ordinal);
            marked = marked.Remove(close, 2);
            spans.Add((open, close - open));
        }

        return (marked, spans);
    }
}
