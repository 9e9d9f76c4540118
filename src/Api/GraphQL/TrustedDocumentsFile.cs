using GraphQLServer.Requests;
using GroupResults.Api.Settings;

namespace GroupResults.Api.GraphQL;

/// <summary>The documents that the service's operator vouches for.</summary>
internal static class TrustedDocumentsFile
{
    /// <exception cref="SettingException">There is no such file, or it cannot be read.</exception>
    internal static TrustedDocuments Load(GraphQLSettings settings)
    {
        if (settings.TrustedDocumentsFile is not { } path) return TrustedDocuments.None;
        try
        {
            return TrustedDocuments.Read(File.ReadAllBytes(path), settings.OnlyTrustedDocuments);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw SettingsReader.Refused(GraphQLSettings.FileSetting, path, "the path of a file that can be read");
        }
        catch (FormatException)
        {
            throw SettingsReader.Refused(
                GraphQLSettings.FileSetting, path, "a JSON file with an object of ids and documents, or with Apollo's list of operations, each with an id and a body");
        }
    }
}
