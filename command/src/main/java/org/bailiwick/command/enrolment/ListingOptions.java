package org.bailiwick.command.enrolment;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.proxy.listing.WantedListing;
import picocli.CommandLine.Option;

/** The registry in which the proxy keeps its agent listed, and what the agent says of itself. */
public final class ListingOptions {
  @Option(
      names = "--registry",
      required = true,
      paramLabel = "URL",
      description =
          "Keep the agent listed in this registry: registered again after each renewal, and"
              + " withdrawn when the proxy ends.")
  private URI registry;

  @Option(
      names = "--title",
      paramLabel = "TEXT",
      description = "One line that the agent says of itself in the registry, unsigned.")
  private String title;

  @Option(
      names = "--description",
      paramLabel = "TEXT",
      description = "What the agent says of itself in the registry, unsigned.")
  private String description;

  @Option(
      names = "--tag",
      paramLabel = "LABEL",
      description = "A label of the agent in the registry, unsigned; may be repeated.")
  private List<String> tags = new ArrayList<>();

  public WantedListing wanted() {
    return WantedListing.of(
        registry, Optional.ofNullable(title), Optional.ofNullable(description), tags);
  }
}
