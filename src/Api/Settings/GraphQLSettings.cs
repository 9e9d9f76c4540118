namespace GroupResults.Api.Settings;

/// <summary>Which documents GraphQL answers.</summary>
/// <param name="TrustedDocumentsFile">A manifest of documents that may be named by their ids; null: there is none.</param>
/// <param name="OnlyTrustedDocuments">Whether no others are answered.</param>
internal sealed record GraphQLSettings(string? TrustedDocumentsFile, bool OnlyTrustedDocuments)
{
    internal const string FileSetting = "GroupResults:GraphQL:TrustedDocuments";

    private const string OnlySetting = "GroupResults:GraphQL:OnlyTrustedDocuments";

    /// <exception cref="SettingException">They cannot be used.</exception>
    internal static GraphQLSettings Read(SettingsReader settings)
    {
        var file = settings.Text(FileSetting);
        var only = settings.OneOf(OnlySetting, "false", "true", "false") == "true";
        return only && file is null
            ? throw new SettingException($"The setting {OnlySetting} is 'true'; then {FileSetting} must name the file of the trusted documents.")
            : new GraphQLSettings(file, only);
    }
}
