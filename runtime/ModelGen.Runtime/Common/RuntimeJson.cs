using System.Text.Json;
using System.Text.Json.Serialization;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;
using ModelGen.Studies;
using ModelGen.Training;

namespace ModelGen;

/// <summary>The JSON of results and checkpoints: snake_case names; a recipe as in YAML. Generated code, so it works trimmed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true,
    Converters = [typeof(RecipeJsonConverter), typeof(SnakeCaseEnum<WeightsFormat>)])]
[JsonSerializable(typeof(CheckpointInfo))]
[JsonSerializable(typeof(TrainingState))]
[JsonSerializable(typeof(ModelsReport))]
[JsonSerializable(typeof(SummaryReport))]
[JsonSerializable(typeof(DataReport))]
[JsonSerializable(typeof(StatisticsReport))]
[JsonSerializable(typeof(RateFinderReport))]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(EvalReport))]
[JsonSerializable(typeof(PredictReport))]
[JsonSerializable(typeof(WeightsShowReport))]
[JsonSerializable(typeof(RunIdentity))]
[JsonSerializable(typeof(RunResult))]
[JsonSerializable(typeof(StudyReport))]
[JsonSerializable(typeof(Recipe))]
internal sealed partial class RuntimeJson : JsonSerializerContext
{
    /// <summary>A recipe as text, to compare two.</summary>
    public static string Text(Recipe recipe) => JsonSerializer.Serialize(recipe, Default.Recipe);
}

internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
