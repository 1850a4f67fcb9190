using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelGen.Generator.Tests.Language;

/// <summary>The language server that editors run on YAML, driven over its protocol (LSP 3.17, on standard input and output).</summary>
internal sealed class YamlLanguageServer : IDisposable
{
    private static readonly string Script = Repository.File("tests/editor/node_modules/yaml-language-server/bin/yaml-language-server");
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly CancellationTokenSource deadline = new(Patience);
    private readonly Dictionary<string, JsonArray> diagnostics = [];
    private int requests;
    private int documents;

    private YamlLanguageServer()
    {
        process = Process.Start(new ProcessStartInfo("node", [Script, "--stdio"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        deadline.Token.Register(Kill);
        Request("initialize", new JsonObject { ["processId"] = null, ["rootUri"] = null, ["capabilities"] = new JsonObject() });
        Notify("initialized", []);
        // The store of public schemas is on the network, which tests do not use.
        var settings = JsonNode.Parse("""{"yaml": {"schemaStore": {"enable": false}, "validate": true, "completion": true}}""");
        Notify("workspace/didChangeConfiguration", new JsonObject { ["settings"] = settings });
    }

    /// <summary>Starts the server; a test without node or the package is skipped.</summary>
    public static YamlLanguageServer Start()
    {
        Skip.IfNot(File.Exists(Script), "yaml-language-server is not installed (scripts/setup.sh --tests installs it with npm)");
        Skip.IfNot(HasNode(), "node is not installed");
        return new YamlLanguageServer();
    }

    /// <summary>Opens a spec with the schema's line above it; returns its address.</summary>
    public string Open(string text)
    {
        string schema = "# yaml-language-server: $schema=" + Repository.File("models/modelgen.schema.json") + "\n";
        return Open("file:///specs/" + documents++.ToString(CultureInfo.InvariantCulture) + ".yaml", schema + text);
    }

    /// <summary>Opens a file as it is, which says itself where its schema lies.</summary>
    public string OpenFile(string path) => Open(new Uri(path).AbsoluteUri, File.ReadAllText(path));

    private string Open(string uri, string text)
    {
        Notify("textDocument/didOpen", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri, ["languageId"] = "yaml", ["version"] = 1, ["text"] = text },
        });
        return uri;
    }

    /// <summary>What is underlined: place in the text that was opened (from 0), and why.</summary>
    public IReadOnlyList<(int Line, int Start, int End, string Message)> Diagnostics(string uri)
    {
        while (!diagnostics.ContainsKey(uri))
            Handle(Receive());
        return [.. diagnostics[uri].Select(d => (
            d!["range"]!["start"]!["line"]!.GetValue<int>() - 1,
            d["range"]!["start"]!["character"]!.GetValue<int>(),
            d["range"]!["end"]!["character"]!.GetValue<int>(),
            d["message"]!.GetValue<string>()))];
    }

    /// <summary>The words offered at a place.</summary>
    public IReadOnlyList<string> Complete(string uri, int line, int character)
    {
        var result = Request("textDocument/completion", new JsonObject
        {
            ["textDocument"] = new JsonObject { ["uri"] = uri },
            ["position"] = new JsonObject { ["line"] = line + 1, ["character"] = character },
        });
        return [.. result!["items"]!.AsArray().Select(i => i!["label"]!.GetValue<string>())];
    }

    public void Dispose()
    {
        Kill();
        process.Dispose();
        deadline.Dispose();
    }

    private static bool HasNode()
    {
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
            node.WaitForExit();
            return node.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private JsonNode? Request(string method, JsonObject parameters)
    {
        int id = ++requests;
        Send(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["method"] = method, ["params"] = parameters });
        while (true)
        {
            var message = Receive();
            if (message["method"] is null && message["id"]?.GetValue<int>() == id)
                return message["result"];
            Handle(message);
        }
    }

    private void Notify(string method, JsonObject parameters) =>
        Send(new JsonObject { ["jsonrpc"] = "2.0", ["method"] = method, ["params"] = parameters });

    /// <summary>Keeps diagnostics, and answers what the server asks for with nothing.</summary>
    private void Handle(JsonNode message)
    {
        if (message["method"]?.GetValue<string>() == "textDocument/publishDiagnostics")
            diagnostics[message["params"]!["uri"]!.GetValue<string>()] = message["params"]!["diagnostics"]!.AsArray();
        else if (message["method"] is not null && message["id"] is { } id)
            Send(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = null });
    }

    private void Send(JsonObject message)
    {
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(message);
        var stream = process.StandardInput.BaseStream;
        stream.Write(Encoding.ASCII.GetBytes("Content-Length: " + body.Length.ToString(CultureInfo.InvariantCulture) + "\r\n\r\n"));
        stream.Write(body);
        stream.Flush();
    }

    private JsonNode Receive()
    {
        int length = 0;
        for (string header = ReadLine(); header.Length > 0; header = ReadLine())
        {
            if (header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(header["Content-Length:".Length..], CultureInfo.InvariantCulture);
        }

        byte[] body = new byte[length];
        process.StandardOutput.BaseStream.ReadExactly(body);
        return JsonNode.Parse(body)!;
    }

    private string ReadLine()
    {
        var line = new StringBuilder();
        for (int next = process.StandardOutput.BaseStream.ReadByte(); next != '\n'; next = process.StandardOutput.BaseStream.ReadByte())
        {
            if (next < 0)
                throw new EndOfStreamException("the language server ended, or did not answer within " + Patience);
            line.Append((char)next);
        }

        return line.ToString().TrimEnd('\r');
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
