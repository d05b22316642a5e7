using System.Text.Json.Serialization;

namespace Gerai.Client.Wire;

/// <summary>The JSON of the Core API, made when the package is built: nothing is looked up while a shop runs.</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChargeBody))]
[JsonSerializable(typeof(MessageBody))]
internal sealed partial class ClientJson : JsonSerializerContext;
