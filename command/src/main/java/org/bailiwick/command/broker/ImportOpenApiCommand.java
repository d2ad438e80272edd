package org.bailiwick.command.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.broker.openapi.OpenApiDraft;
import org.bailiwick.broker.outbound.AddressRule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code broker import openapi}: the draft for operations of an HTTP API. */
@Command(
    name = "openapi",
    description = "Prints the draft of an asset file for operations of an OpenAPI document.")
final class ImportOpenApiCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "An OpenAPI document 3.0 or 3.1, JSON or YAML.")
  private Path file;

  @Option(names = "--asset", required = true, description = "The name of the asset.")
  private String asset;

  @Option(
      names = "--operation",
      required = true,
      paramLabel = "OPERATION=CAPABILITY",
      description =
          "An operationId, or a method and path (\"GET /orders/{id}\"), and its capability.")
  private Map<String, String> operations;

  @Option(
      names = "--url",
      description = "The URL of the API, if the document names no absolute one.")
  private Optional<String> url;

  @Option(names = "--addresses", description = "public (the default), private or loopback.")
  private String addresses = "public";

  @Override
  public Integer call() throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          file + " is no file; save a document that is on the Web first");
    }
    spec.commandLine()
        .getOut()
        .println(
            DraftText.of(
                OpenApiDraft.of(Files.readAllBytes(file))
                    .file(
                        asset,
                        DraftText.capabilities(operations),
                        url,
                        AddressRule.parse(addresses))));
    return 0;
  }
}
