using System.ComponentModel.DataAnnotations;
using GraphQLServer;

namespace GroupResults.Api.Settings;

/// <summary>Settings for which documents are accepted, and for what the service reveals about its schema.</summary>
internal sealed record GraphQLSettings : IValidatableObject
{
    internal const string Section = "GroupResults:GraphQL";
    internal const string FileSetting = Section + ":" + FileKey;

    private const string FileKey = "TrustedDocuments";

    /// <summary>The path of a manifest with documents that requests may name by id. Default: none.</summary>
    [ConfigurationKeyName(FileKey)]
    public string? TrustedDocumentsFile { get; init; }

    /// <summary>Whether only the documents of <see cref="TrustedDocumentsFile"/> are accepted. Default: false.</summary>
    public bool OnlyTrustedDocuments { get; init; }

    /// <summary>
    /// Whether clients can see the schema: by introspection, by <c>?sdl</c>, and by suggestions in errors. Default: true in
    /// Development, otherwise false.
    /// </summary>
    public bool Introspection { get; init; }

    /// <summary>Whether the explorer is served. Default: true in Development, otherwise false.</summary>
    public bool Explorer { get; init; }

    internal OperationLimits Limits { get; init; } = OperationLimits.Default;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (OnlyTrustedDocuments && TrustedDocumentsFile is null)
            yield return new ValidationResult(
                $"The setting {Section}:{nameof(OnlyTrustedDocuments)} is 'true', so {FileSetting} must name the file of trusted documents.");
    }
}
