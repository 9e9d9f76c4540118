using GraphQL;
using GraphQL.Execution;
using GroupResults.Domain.Access;

namespace GroupResults.Api.GraphQL;

/// <summary>
/// Redacts access tokens in error messages. Messages quote what the client sent and end up in the logs of CI tasks, which may be
/// public: a token that was sent in the wrong place must not appear there.
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
