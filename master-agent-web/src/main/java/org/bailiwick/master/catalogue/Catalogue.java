package org.bailiwick.master.catalogue;

import static org.bailiwick.contract.problem.ProblemType.DEPENDENCY_UNAVAILABLE;
import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.namedworkflow.NamedWorkflows;
import org.bailiwick.master.reviewedfolder.ReviewedFolder;
import org.bailiwick.node.catalogue.CapabilityFile;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.catalogue.FolderContent;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.valuetype.TypeName;
import org.bailiwick.node.valuetype.ValueType;
import org.bailiwick.node.valuetype.ValueTypeFile;

/**
 * The catalogue of capability types of this domain, read again within two seconds of a change. Only
 * the operator's types say whether a value is suitable; an agent's own schema is not asked.
 */
public final class Catalogue {

  /** The check, and the beginning of the reason, of a capability without entry. */
  public static final String NOT_CATALOGUED = "capability-not-catalogued";

  /** The check of a capability whose entry cannot be read. */
  public static final String FAULTY = "catalogue-entry-faulty";

  /** The check, and the beginning of the reason, of an input that is not of its type. */
  public static final String INPUT = "input-type-mismatch";

  /** The beginning of the reason of an output that is not of its type. */
  public static final String OUTPUT = "output-type-mismatch";

  private final Optional<Path> folder;
  private final ReviewedFolder<CapabilityType> capabilities;
  private final ReviewedFolder<ValueType> types;
  private final NamedWorkflows workflows;
  private volatile Optional<Snapshot> last = Optional.empty();

  /** What the two folders said when the catalogue was made of it. */
  private record Snapshot(
      ReviewedFolder.Content<CapabilityType> capabilities,
      ReviewedFolder.Content<ValueType> types,
      ReviewedCatalogue catalogue) {

    /** A folder gives the same object as long as no file of it changes. */
    @SuppressWarnings("ReferenceEquality")
    private boolean isOf(
        ReviewedFolder.Content<CapabilityType> ofCapabilities,
        ReviewedFolder.Content<ValueType> ofTypes) {
      return capabilities == ofCapabilities && types == ofTypes;
    }
  }

  /** Without a folder capabilities need no entry, and there are no named workflows. */
  public Catalogue(Optional<Path> folder, Clock clock) {
    this(new CatalogueSettings(folder, Optional.empty()), clock);
  }

  /** The catalogue and the workflows of these folders. */
  public Catalogue(CatalogueSettings settings, Clock clock) {
    this.folder = settings.capabilities();
    this.workflows = new NamedWorkflows(settings.workflows(), clock);
    this.capabilities = new ReviewedFolder<>(folder, CapabilityFile::read, clock);
    this.types =
        new ReviewedFolder<>(
            settings.capabilities().map(place -> place.resolve(ReviewedCatalogue.TYPES)),
            ValueTypeFile::read,
            clock);
  }

  /** The workflows that the domain has reviewed and named. */
  public NamedWorkflows workflows() {
    return workflows;
  }

  /** Whether the operator has a catalogue, so that capabilities need an entry. */
  public boolean isKept() {
    return folder.isPresent();
  }

  /** What all files say now; the same object as long as no file changes. */
  public ReviewedCatalogue current() {
    ReviewedFolder.Content<CapabilityType> ofCapabilities = capabilities.current();
    ReviewedFolder.Content<ValueType> ofTypes = types.current();
    Optional<Snapshot> same = last.filter(known -> known.isOf(ofCapabilities, ofTypes));
    if (same.isPresent()) {
      return same.get().catalogue();
    }
    ReviewedCatalogue read = ReviewedCatalogue.of(content(ofCapabilities), content(ofTypes));
    last = Optional.of(new Snapshot(ofCapabilities, ofTypes, read));
    return read;
  }

  private static <T> FolderContent<T> content(ReviewedFolder.Content<T> content) {
    return new FolderContent<>(content.entries(), content.faults());
  }

  /** The entry of a capability, whatever its parameters are; empty if none is in force. */
  public Optional<CapabilityType> find(Capability capability) {
    return current().find(capability);
  }

  /**
   * Refuses capabilities that need an entry and have none.
   *
   * @throws ProblemException job-not-acceptable, naming them; dependency-unavailable while a fault
   *     hides an entry
   */
  public void requireAll(Iterable<Capability> needed) {
    if (!isKept()) {
      return;
    }
    ReviewedCatalogue now = current();
    List<String> missing = new ArrayList<>();
    for (Capability capability : needed) {
      if (now.find(capability).isEmpty()) {
        requireNoFault(now, capability);
        missing.add(capability.text());
      }
    }
    if (!missing.isEmpty()) {
      throw new ProblemException(
          JOB_NOT_ACCEPTABLE,
          NOT_CATALOGUED,
          "The catalogue has no entry for " + String.join(", ", missing) + ".");
    }
  }

  /**
   * The entry that a step needs at its call; empty if the operator has no catalogue.
   *
   * @throws UnsuitableValue if there is no entry
   * @throws ProblemException dependency-unavailable while a fault hides it
   */
  public Optional<CapabilityType> require(Capability capability) {
    if (!isKept()) {
      return Optional.empty();
    }
    ReviewedCatalogue now = current();
    Optional<CapabilityType> entry = now.find(capability);
    if (entry.isEmpty()) {
      requireNoFault(now, capability);
      throw new UnsuitableValue(NOT_CATALOGUED + ": " + capability.text());
    }
    return entry;
  }

  private static void requireNoFault(ReviewedCatalogue now, Capability capability) {
    if (now.isFaulty(capability)) {
      throw new ProblemException(
          DEPENDENCY_UNAVAILABLE,
          FAULTY,
          "The catalogue's entry of " + capability.text() + " cannot be read now.");
    }
  }

  /**
   * Refuses an input that is not of the capability's type.
   *
   * @throws UnsuitableValue as above, and of such an input
   */
  public void requireInput(Capability capability, String json) {
    require(capability).ifPresent(entry -> requireOf(entry.input(), json, INPUT));
  }

  /**
   * Refuses a value of a job that is not of this type.
   *
   * @throws ProblemException job-not-acceptable, also for a type that has no file
   */
  public void requireValue(TypeName name, String json) {
    ValueType type =
        current()
            .find(name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        JOB_NOT_ACCEPTABLE,
                        "type-not-catalogued",
                        "The catalogue has no type " + name + "."));
    type.fault(json)
        .ifPresent(
            place -> {
              throw new ProblemException(
                  JOB_NOT_ACCEPTABLE,
                  INPUT,
                  "The input is not of its type (" + name + " " + place + ").");
            });
  }

  /** The same of an output. */
  public void requireOutput(Capability capability, String json) {
    require(capability).ifPresent(entry -> requireOf(entry.output(), json, OUTPUT));
  }

  private void requireOf(TypeName name, String json, String code) {
    ValueType type =
        current()
            .find(name)
            .orElseThrow(
                () ->
                    new ProblemException(
                        DEPENDENCY_UNAVAILABLE, FAULTY, "A type cannot be read now."));
    type.fault(json)
        .ifPresent(
            place -> {
              throw new UnsuitableValue(code + ": " + name + " " + place);
            });
  }
}
