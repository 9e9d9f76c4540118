using System.Text.Json;
using GraphQL.Validation;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GroupResults.Api.Tests.GraphQL.Documents;

/// <summary>Validating is most of the work on a document with errors: it is done once.</summary>
public sealed class ValidationCountTests : IAsyncLifetime
{
    private readonly CountingValidator _validator = new();
    private readonly TestService _service;

    public ValidationCountTests() => _service = new TestService(services => services.Replace(ServiceDescriptor.Singleton<IDocumentValidator>(_validator)));

    public ValueTask InitializeAsync() => _service.InitializeAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("{ none }", "{}", 1)]
    [InlineData("query($n: Int!) { push(repository: \"autoland\", revision: \"a\") { tasks(first: $n) { totalCount } } }", "{\"n\":\"x\"}", 1)]
    [InlineData("{ a b c d e f g h i j k l m n o p q r s t u v w x y z }", "{}", 20)]
    public async Task Query_WithErrors_IsValidatedOnce(string query, string variables, int errors)
    {
        var answer = await _service.GraphQLAsync(query, JsonElement.Parse(variables));

        Assert.Equal((400, 1), ((int)answer.Status, _validator.Calls));
        Assert.Equal(errors, answer.Json.GetProperty("errors").GetArrayLength());
        Assert.False(answer.Json.TryGetProperty("data", out _), answer.Text);
    }

    [Theory]
    [InlineData("subscription { none }", 1)]
    [InlineData("subscription { a b c d e f g h i j k l m n o p q r s t u v w x y z }", 20)]
    public async Task Subscription_WithErrors_IsValidatedOnce(string query, int errors)
    {
        using var events = await EventReader.PostAsync(_service, query);

        var payload = await events.ReadAsync("next");

        Assert.Equal((errors, 1), (payload.GetProperty("errors").GetArrayLength(), _validator.Calls));
    }

    private sealed class CountingValidator : IDocumentValidator
    {
        private readonly DocumentValidator _inner = new();
        private int _calls;

        internal int Calls => Volatile.Read(ref _calls);

        public Task<IValidationResult> ValidateAsync(in ValidationOptions options)
        {
            Interlocked.Increment(ref _calls);
            return _inner.ValidateAsync(options);
        }
    }
}
