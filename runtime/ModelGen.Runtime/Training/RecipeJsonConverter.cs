using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ModelGen.Training;

/// <summary>
/// A recipe as JSON: its fields by their names in YAML. A field that is missing has its default, so that files written before the field was
/// there stay readable.
/// </summary>
internal sealed class RecipeJsonConverter : JsonConverter<Recipe>
{
    public override Recipe Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (JsonNode.Parse(ref reader) is not JsonObject entries)
            throw new JsonException("the recipe is not an object");
        var recipe = new Recipe();
        foreach (var (name, value) in entries)
        {
            var field = RecipeFields.All.FirstOrDefault(f => f.Name == name)
                ?? throw new JsonException($"its recipe has a field {name} that this version does not know");
            try
            {
                recipe = field.Set(recipe, value, name);
            }
            catch (UserError e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        return recipe;
    }

    public override void Write(Utf8JsonWriter writer, Recipe value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var field in RecipeFields.All)
        {
            writer.WritePropertyName(field.Name);
            field.Read(value).WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
