namespace ModelGen.Compiler.Spec.Expressions;
internal static class Functions { public static string[] Names => ["min"]; }
