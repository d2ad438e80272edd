package org.bailiwick.command.policy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonWriterFactory;
import jakarta.json.stream.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.policy.review.ReviewedPolicies;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy manifest}: the list of a folder's files with their digests. */
@Command(
    name = "manifest",
    description = {
      "Writes FOLDER/manifest.json: the digest of each policy file, and the version one above that"
          + " of the manifest that is there, or 1. A node that has this folder loads it then.",
      "Ends with 1 if a node would refuse the folder; the manifest that was there stays then."
    })
final class ManifestCommand implements Callable<Integer> {
  private static final String MANIFEST = "manifest.json";
  private static final String VERSION = "version";
  private static final Pattern LISTED =
      Pattern.compile(".*\\.cedar|.*\\.cedarschema|.*\\.entities\\.json|segments\\.json");
  private static final JsonWriterFactory PRETTY =
      Json.createWriterFactory(Map.of(JsonGenerator.PRETTY_PRINTING, true));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Folder with schema and policies.")
  private Path folder;

  @Option(names = "--version", paramLabel = "N", description = "The version to write.")
  private Long version;

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> write(report));
  }

  private int write(Report report) throws IOException {
    Path manifest = folder.resolve(MANIFEST);
    byte[] before = Files.exists(manifest) ? Files.readAllBytes(manifest) : null;
    replace(manifest, text(next(before)));
    try {
      ReviewedPolicies policies = PolicySource.read(folder);
      report.line("%d policies of version %s".formatted(policies.size(), policies.version()));
      return 0;
    } catch (RuntimeException refused) {
      if (before == null) {
        Files.delete(manifest);
      } else {
        replace(manifest, before);
      }
      throw refused;
    }
  }

  private long next(byte[] before) {
    if (version != null) {
      return version;
    }
    if (before == null) {
      return 1;
    }
    JsonObject old = OperatorJson.object(new String(before, StandardCharsets.UTF_8));
    return old.getJsonNumber(VERSION).longValueExact() + 1;
  }

  private byte[] text(long number) throws IOException {
    JsonObjectBuilder files = Json.createObjectBuilder();
    try (Stream<Path> all = Files.list(folder)) {
      List<Path> listed =
          all.filter(Files::isRegularFile)
              .filter(file -> LISTED.matcher(file.getFileName().toString()).matches())
              .sorted()
              .toList();
      for (Path file : listed) {
        files.add(file.getFileName().toString(), PolicySource.sha256(Files.readAllBytes(file)));
      }
    }
    StringWriter text = new StringWriter();
    PRETTY
        .createWriter(text)
        .write(Json.createObjectBuilder().add(VERSION, number).add("files", files).build());
    return (text.toString().strip() + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** A node that reads at this moment gets the old manifest or the new one, and no half. */
  private static void replace(Path manifest, byte[] content) throws IOException {
    Path written = manifest.resolveSibling(MANIFEST + ".new");
    Files.write(written, content);
    Files.move(
        written, manifest, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
