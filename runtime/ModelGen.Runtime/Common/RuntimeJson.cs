using System.Text.Json;
using System.Text.Json.Serialization;
using ModelGen.Checkpoints;
using ModelGen.CommandLine;

namespace ModelGen;

/// <summary>The JSON of results and checkpoints: snake_case names, enums as words. Generated code, so it works trimmed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    WriteIndented = true,
    Converters = [typeof(SnakeCaseEnum<OptimizerKind>), typeof(SnakeCaseEnum<ScheduleKind>), typeof(SnakeCaseEnum<WeightsFormat>)])]
[JsonSerializable(typeof(CheckpointInfo))]
[JsonSerializable(typeof(ModelsReport))]
[JsonSerializable(typeof(SummaryReport))]
[JsonSerializable(typeof(DataReport))]
[JsonSerializable(typeof(TrainReport))]
[JsonSerializable(typeof(EvalReport))]
[JsonSerializable(typeof(PredictReport))]
[JsonSerializable(typeof(WeightsShowReport))]
internal sealed partial class RuntimeJson : JsonSerializerContext;

internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
