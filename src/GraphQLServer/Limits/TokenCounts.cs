using GraphQLParser;

namespace GraphQLServer.Limits;

/// <summary>
/// Counts the limited parts of a document by its tokens alone. The counts are exact for a valid document; for an invalid one they serve
/// only to end the work early.
/// </summary>
internal readonly record struct TokenCounts(int Fields, int Aliases, int Directives, int Fragments, int Variables, int VariableUses, int LongestName, int LongestNumber)
{
    /// <returns>Null if the document has more than <paramref name="maxTokens"/> tokens.</returns>
    /// <exception cref="GraphQLParser.Exceptions.GraphQLParserException">The text is not GraphQL.</exception>
    internal static TokenCounts? Of(string text, int maxTokens)
    {
        var source = (ROM)text;
        var counter = default(Counter);
        var count = 0;
        for (var token = Lexer.Lex(source); token.Kind is not TokenKind.EOF; token = Lexer.Lex(source, token.End))
        {
            if (++count > maxTokens) return null;
            if (token.Kind is not TokenKind.COMMENT) counter.Take(token);
        }

        return counter.Counts;
    }

    private struct Counter
    {
        private int _braces;
        private int _parentheses;
        private bool _inVariables;
        private bool _lastIsOn;
        private TokenKind _last;
        private TokenKind _beforeLast;

        internal TokenCounts Counts { get; private set; }

        internal void Take(Token token)
        {
            if (token.Kind is TokenKind.NAME && token.Value.Length > Counts.LongestName) Counts = Counts with { LongestName = token.Value.Length };
            if (token.Kind is TokenKind.INT or TokenKind.FLOAT && token.Value.Length > Counts.LongestNumber) Counts = Counts with { LongestNumber = token.Value.Length };
            switch (token.Kind)
            {
                case TokenKind.DOLLAR:
                    Counts = Counts with { VariableUses = Counts.VariableUses + 1 };
                    break;
                case TokenKind.BRACE_L when _parentheses == 0:
                    _braces++;
                    break;
                case TokenKind.BRACE_R when _parentheses == 0:
                    _braces--;
                    break;
                case TokenKind.PAREN_L:
                    // Parentheses before the first brace declare variables, except those of a directive, which use them.
                    if (_parentheses++ == 0) _inVariables = _braces == 0;
                    break;
                case TokenKind.PAREN_R:
                    _parentheses--;
                    break;
                case TokenKind.AT:
                    Counts = Counts with { Directives = Counts.Directives + 1 };
                    break;
                case TokenKind.COLON when _parentheses > 0 && _inVariables && _last is TokenKind.NAME && _beforeLast is TokenKind.DOLLAR:
                    Counts = Counts with { Variables = Counts.Variables + 1 };
                    break;
                case TokenKind.COLON when _parentheses == 0:
                    // The alias was counted as a field, and so will be the name that follows.
                    Counts = Counts with { Aliases = Counts.Aliases + 1, Fields = Counts.Fields - 1 };
                    break;
                case TokenKind.NAME when _parentheses == 0:
                    TakeName(token);
                    break;
                default:
                    break;
            }

            (_beforeLast, _last) = (_last, token.Kind);
            _lastIsOn = token.Kind is TokenKind.NAME && token.Value.Span.SequenceEqual("on");
        }

        /// <summary>A spread is followed by a fragment's name, or by <c>on</c> and a type.</summary>
        private void TakeName(Token token)
        {
            if (_braces == 0)
            {
                if (token.Value.Span.SequenceEqual("fragment") && _last is not TokenKind.NAME) Counts = Counts with { Fragments = Counts.Fragments + 1 };
                return;
            }

            var isField = _last is not (TokenKind.SPREAD or TokenKind.AT) && !(_lastIsOn && _beforeLast is TokenKind.SPREAD);
            if (isField) Counts = Counts with { Fields = Counts.Fields + 1 };
        }
    }
}
