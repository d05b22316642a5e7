namespace SampleShop.Pages;

/// <summary>A line to fill in, with its label and what is wrong with it.</summary>
public sealed record Field(string Name, string Label, string Type, string Autocomplete, string Value, string? Error);
