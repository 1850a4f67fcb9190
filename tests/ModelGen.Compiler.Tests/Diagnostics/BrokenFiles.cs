namespace ModelGen.Compiler.Tests.Diagnostics;

/// <summary>Ten specs, each with one slip of the kind that people make.</summary>
internal static class BrokenFiles
{
    private const string Rest = """
        head: [global_avg_pool, {linear: $classes, name: fc}]
        variants: {Tiny: {}}
        """;

    public static IReadOnlyList<(string What, string Text)> All { get; } =
    [
        ("An argument is misspelt", Spec("""
            - {conv: 16, kernel_size: 3, pading: 1, name: conv1}
            - {batch_norm, name: bn1}
            """)),
        ("An expression with a comma is not quoted", Spec("""
            - {conv: $(min(in, 8)), kernel_size: 3, name: conv1}
            """)),
        ("The kernel is larger than the image", Spec("""
            - {conv: 16, kernel_size: 3, stride: 4, name: conv1}
            - {conv: 32, kernel_size: 11, name: conv2}
            """)),
        ("The shortcut has no projection", Spec("""
            - {conv: 16, kernel_size: 3, padding: 1, name: conv1}
            - residual:
                - {conv: 32, kernel_size: 3, stride: 2, padding: 1, name: conv2}
                - {batch_norm, name: bn2}
            """)),
        ("Half of an odd number of channels", """
            input: [3, 32, 32]
            classes: 10
            blocks:
              squeeze:
                params: {ratio: 2}
                body:
                  - {conv: $(in / ratio), kernel_size: 1, name: conv}
            backbone:
              - {conv: 15, kernel_size: 3, name: conv1}
              - {squeeze, name: squeeze1}

            """ + Rest + "\n"),
        ("A layer in a branch has no name", Spec("""
            - residual:
                - {conv: $in, kernel_size: 3, padding: 1}
            """)),
        ("Two layers have one name", Spec("""
            - {conv: 16, kernel_size: 3, name: conv}
            - relu
            - {conv: 32, kernel_size: 3, name: conv}
            """)),
        ("A variant sets what is no parameter", """
            input: [3, 32, 32]
            classes: 10
            params: {n: int}
            backbone:
              - {conv: 16, kernel_size: 3, padding: 1, repeat: $n, name: convs}
            head: [global_avg_pool, {linear: $classes, name: fc}]
            variants:
              Tiny: {n: 2}
              Small: {n: 4, widht: 2}

            """),
        ("The number of parameters is not the one expected", """
            input: [3, 32, 32]
            classes: 10
            backbone:
              - {conv: 16, kernel_size: 3, name: conv1}
            head: [global_avg_pool, {linear: $classes, name: fc}]
            variants:
              Tiny: {expect: {parameters: 608}}

            """),
        ("The optimizer is misspelt", Spec("""
            - {conv: 16, kernel_size: 3, name: conv1}
            """) + "training: {optimizer: adamm, lr: 1e-3}\n"),
    ];

    private static string Spec(string backbone) =>
        "input: [3, 32, 32]\nclasses: 10\nbackbone:\n" + string.Concat(backbone.Split('\n').Select(l => "  " + l.TrimEnd() + "\n")) + Rest
            + "\n";
}
