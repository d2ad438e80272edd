package org.bailiwick.command.broker;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.broker.asset.Asset;
import org.bailiwick.broker.asset.AssetFolder;
import org.bailiwick.broker.mcp.ToolReview;
import org.bailiwick.broker.outbound.BackEndFault;
import org.bailiwick.broker.outbound.BackEndPlace;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code broker import mcp}: the draft for tools of a server, and what has changed since. */
@Command(
    name = "mcp",
    description = {
      "Prints the draft of an asset file for tools of an MCP server, with the digests of their"
          + " definitions. Without --tool it prints the names of the server's tools.",
      "With --reviewed it prints what has changed since the review; exit code 1 if anything has."
    })
final class ImportMcpCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "URL", description = "The server's URL.")
  private URI url;

  @Option(names = "--asset", required = true, description = "The name of the asset.")
  private String asset;

  @Option(
      names = "--tool",
      paramLabel = "TOOL=CAPABILITY",
      description = "A tool, and the capability by which it will be called.")
  private Map<String, String> tools = Map.of();

  @Option(
      names = "--list",
      description =
          "A file with the server's answer to tools/list; then the server is not asked, as one that"
              + " wants a credential cannot be.")
  private Optional<Path> list;

  @Option(names = "--reviewed", description = "The folder of asset files that has the asset.")
  private Optional<Path> reviewed;

  @Option(names = "--ca-file", description = "The CAs of the server's certificate.")
  private Optional<String> caFile;

  @Option(names = "--addresses", description = "public (the default), private or loopback.")
  private Optional<String> addresses;

  @Override
  public Integer call() throws IOException {
    if (!tools.isEmpty() && reviewed.isPresent()) {
      throw new IllegalArgumentException("Name tools by --tool, or a folder by --reviewed");
    }
    try {
      BackEndPlace place = BackEndPlace.of(url, addresses, caFile);
      ToolReview review =
          list.isPresent()
              ? ToolReview.read(Files.readAllBytes(list.get()))
              : ToolReview.ask(place);
      if (reviewed.isPresent()) {
        return compare(review, reviewed.get());
      }
      return tools.isEmpty() ? names(review) : draft(review, place);
    } catch (BackEndFault e) {
      throw new IllegalArgumentException("The server gave no usable answer: " + e.code(), e);
    }
  }

  /** Without --tool, the names among which the operator can choose. */
  private int names(ToolReview review) {
    review.names().forEach(name -> spec.commandLine().getOut().println(DraftText.visible(name)));
    return 0;
  }

  private int draft(ToolReview review, BackEndPlace place) {
    JsonObject file = review.file(asset, place, DraftText.capabilities(tools));
    spec.commandLine().getOut().println(DraftText.of(file));
    return 0;
  }

  private int compare(ToolReview review, Path folder) {
    Asset known =
        AssetFolder.read(folder).stream()
            .filter(each -> each.name().equals(asset))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("No file describes the asset"));
    List<String> lines = review.differences(known);
    lines.forEach(line -> spec.commandLine().getOut().println(DraftText.visible(line)));
    return lines.isEmpty() ? 0 : 1;
  }
}
