package org.bailiwick.command.segment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.packetfilter.segment.WorldFile;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.DecisionPort;
import org.bailiwick.policy.VersionFloor;
import org.bailiwick.policy.segment.SegmentPlan;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A policy folder with a plan, and the network to which it is applied. */
final class SegmentFiles {
  private static final String PLAN = "segments.json";

  @Parameters(paramLabel = "FOLDER", description = "A policy folder with segments.json.")
  private Path folder;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      required = true,
      description = "What is known of the network (docs/segments.md).")
  private Path network;

  SegmentPlan plan() {
    return SegmentPlan.read(text(folder.resolve(PLAN)));
  }

  SegmentWorld world() {
    return WorldFile.read(text(network));
  }

  /** Decides flows by the policies of the folder and of the plan. */
  DecisionPort decisions() {
    Map<String, String> files = new TreeMap<>();
    for (String name : List.of("schema.cedarschema", "connect.cedar", PLAN)) {
      files.put(name, text(folder.resolve(name)));
    }
    return CedarDecisionPoint.of(new VersionFloor.Loaded(1, "0".repeat(64)), files);
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
