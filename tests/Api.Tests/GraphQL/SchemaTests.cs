using System.Globalization;
using System.Text;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Visitors;
using GraphQLServer;
using GroupResults.Api.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace GroupResults.Api.Tests.GraphQL;

public sealed class SchemaTests(TestService service) : IClassFixture<TestService>
{
    private const string Document = "docs/schema.graphql";

    private string Printed => SchemaText.Print(service.Services.GetRequiredService<ISchema>());

    [Fact]
    public void Schema_Printed_EqualsTheDocument()
    {
        var path = Repository.File(Document);
        if (!File.Exists(path) || File.ReadAllText(path).ReplaceLineEndings("\n") != Printed)
        {
            var received = Path.Combine(AppContext.BaseDirectory, "schema.graphql");
            File.WriteAllText(received, Printed);
            Assert.Fail($"{Document} is not the schema that the code makes. If the change is meant, accept it from the repository's root: cp '{received}' {Document}");
        }
    }

    [Fact]
    public async Task Schema_AskedForOverHttp_IsThePrintedOne()
    {
        var answer = await service.GetAsync("/graphql?sdl");

        Assert.Equal("text/plain; charset=utf-8", answer.ContentType);
        Assert.Equal(Printed, answer.Text);
    }

    [Fact]
    public void Schema_EveryPart_HasADescription()
    {
        var missing = new List<string>();
        foreach (var definition in Parser.Parse(Printed).Definitions) CollectUndescribed(definition, "", missing);

        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("contract.graphql")]
    [InlineData("contract-questions.graphql")]
    public void Schema_HasAllOfTheContract(string contract)
    {
        var promised = Facts(Repository.Read($"tests/Api.Tests/GraphQL/{contract}"));

        Assert.NotEmpty(promised);
        Assert.Empty(promised.Except(Facts(Printed), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("tasks(first: Int = 50,", "tasks(first: Int = 51,", "field Push.tasks(first: Int = 50)")]
    [InlineData("hits: Long!", "hits: Int!", "field CacheStatistics.hits: Long!")]
    [InlineData("enum PushStability { ACTIVE STABLE }", "enum PushStability { STABLE }", "enum PushStability ACTIVE")]
    [InlineData("durationMs: Int = 0 }", "durationMs: Int }", "input GroupResultInput.durationMs: Int = 0")]
    [InlineData("scalar GroupResultMap", "scalar Other", "scalar GroupResultMap")]
    public void Facts_OfAContractThatDiffers_ShowTheDifference(string was, string becomes, string missing)
    {
        var contract = Repository.Read("tests/Api.Tests/GraphQL/contract.graphql");
        Assert.Contains(was, contract, StringComparison.Ordinal);

        Assert.Equal([missing], Facts(contract).Except(Facts(contract.Replace(was, becomes, StringComparison.Ordinal)), StringComparer.Ordinal));
    }

    private static void CollectUndescribed(ASTNode node, string parent, List<string> missing)
    {
        var path = node is INamedNode named ? $"{parent}.{named.Name.StringValue}" : parent;
        if (node is IHasDescriptionNode { Description: null } and not GraphQLSchemaDefinition) missing.Add(path);
        IEnumerable<ASTNode> parts = node switch
        {
            GraphQLObjectTypeDefinition type => type.Fields!.Items,
            GraphQLInterfaceTypeDefinition type => type.Fields!.Items,
            GraphQLInputObjectTypeDefinition type => type.Fields!.Items,
            GraphQLEnumTypeDefinition type => type.Values!.Items,
            GraphQLFieldDefinition field => field.Arguments?.Items ?? [],
            _ => [],
        };
        foreach (var part in parts) CollectUndescribed(part, path, missing);
    }

    /// <summary>Each thing a client may rely on as one line of text.</summary>
    private static List<string> Facts(string sdl)
    {
        var facts = new List<string>();
        foreach (var definition in Parser.Parse(sdl).Definitions)
        {
            switch (definition)
            {
                case GraphQLScalarTypeDefinition scalar:
                    facts.Add($"scalar {scalar.Name.StringValue}");
                    break;
                case GraphQLEnumTypeDefinition type:
                    facts.AddRange(type.Values!.Items.Select(value => $"enum {type.Name.StringValue} {value.Name.StringValue}"));
                    break;
                case GraphQLObjectTypeDefinition { Fields: { } fields } type:
                    AddFields(type.Name, fields);
                    break;
                case GraphQLObjectTypeExtension { Fields: { } fields } type:
                    AddFields(type.Name, fields);
                    break;
                case GraphQLInputObjectTypeDefinition { Fields: { } fields } type:
                    AddInputs(type.Name, fields);
                    break;
                case GraphQLInputObjectTypeExtension { Fields: { } fields } type:
                    AddInputs(type.Name, fields);
                    break;
            }
        }

        return facts;

        void AddFields(GraphQLName type, GraphQLFieldsDefinition fields)
        {
            foreach (var field in fields.Items)
            {
                var name = $"field {type.StringValue}.{field.Name.StringValue}";
                facts.Add($"{name}: {Text(field.Type)}");
                facts.AddRange((field.Arguments?.Items ?? []).Select(argument => $"{name}({Text(argument)})"));
            }
        }

        void AddInputs(GraphQLName type, GraphQLInputFieldsDefinition fields) =>
            facts.AddRange(fields.Items.Select(field => $"input {type.StringValue}.{Text(field)}"));
    }

    private static string Text(GraphQLInputValueDefinition value)
    {
        var text = $"{value.Name.StringValue}: {Text(value.Type)}";
        return value.DefaultValue is null ? text : $"{text} = {Text(value.DefaultValue)}";
    }

    private static string Text(ASTNode node)
    {
        var text = new StringBuilder();
        using var writer = new StringWriter(text, CultureInfo.InvariantCulture);
        new SDLPrinter().PrintAsync(node, writer, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return text.ToString().Trim();
    }
}
