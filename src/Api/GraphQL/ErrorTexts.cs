using GraphQL;
using GraphQL.Execution;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// What is shown of an error. Messages quote what the client sent, and end in the logs of CI tasks, which all the world may read:
/// a token that was sent in the wrong place is not among it.
/// </summary>
internal sealed class ErrorTexts() : ErrorInfoProvider(new ErrorInfoProviderOptions { ExposeCodes = false, ExposeExceptionDetails = false, ExposeData = false })
{
    public override ErrorInfo GetInfo(ExecutionError executionError)
    {
        var info = base.GetInfo(executionError);
        info.Message = TokenSecret.Redact(info.Message);
        return info;
    }
}
