using System.Reflection;

namespace ModelGen.LibTorch.Tests.Binding;

public class OperatorTests
{
    [Fact]
    public void EveryOperatorExistsInLibtorch()
    {
        var operators = typeof(Operator).Assembly.GetTypes()
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.FieldType == typeof(Operator))
            .Select(field => (field.Name, Operator: (Operator)field.GetValue(null)!))
            .ToList();

        var missing = operators.Where(one => !one.Operator.Exists).Select(one => $"{one.Name}: {one.Operator}").ToList();

        Assert.True(operators.Count > 400);
        Assert.Empty(missing);
    }

    [Fact]
    public void AMissingOperatorIsNamed()
    {
        var error = Assert.Throws<NotSupportedException>(() => new Operator("no_such_thing", "at_all").Call(1L));

        Assert.Matches(@"^libtorch [\d.]+ has no operator aten::no_such_thing.at_all\.$", error.Message);
    }
}
