package org.bailiwick.command.segment;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.bailiwick.enforcement.FeedListener;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.packetfilter.Nft;
import org.bailiwick.packetfilter.segment.SegmentWorld;
import org.bailiwick.packetfilter.segment.WorldFile;
import picocli.CommandLine.Option;

/** The options by which an enforcement point filters packets, too. */
public final class SegmentOptions {

  @Option(
      names = "--segments",
      description =
          "Keeps the segments of the bundle in force in the packet filter of this machine; needs"
              + " nft and the right to use it (docs/segments.md).")
  private boolean segments;

  @Option(
      names = "--segments-network",
      paramLabel = "FILE",
      description =
          "What is known of the network beside the agents: addresses of this machine, uids of its"
              + " agents, nodes and services (docs/segments.md).")
  private Path network;

  private Optional<SegmentListener> guard = Optional.empty();

  /** What enforces beside the decisions; empty without the option. */
  public List<FeedListener> listeners(Consumer<String> log) {
    if (!segments) {
      return List.of();
    }
    SegmentWorld own =
        network == null
            ? SegmentWorld.of(List.of(), Set.of())
            : WorldFile.read(SegmentFiles.text(network));
    SegmentListener listener = new SegmentListener(Nft.here(), own, Clock.systemUTC(), log);
    guard = Optional.of(listener);
    return List.of(listener);
  }

  /** Has flows and denials of packets reported with those of requests. */
  public void reportTo(DenialBook book) {
    guard.ifPresent(listener -> listener.reportTo(book));
  }
}
