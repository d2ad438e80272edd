package org.bailiwick.node.catalogue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.node.valuetype.TypeName;
import org.bailiwick.node.valuetype.ValueType;
import org.bailiwick.node.valuetype.ValueTypeFile;

/**
 * The entries of a catalogue and their types at one moment. An entry is in force if its file, those
 * of its types and that of the capability that undoes it have no fault; otherwise nothing of the
 * entry is.
 */
public final class ReviewedCatalogue {

  /** A catalogue without entries. */
  public static final ReviewedCatalogue NONE =
      new ReviewedCatalogue(
          new FolderContent<>(Map.of(), Map.of()), new FolderContent<>(Map.of(), Map.of()));

  /** The folder of the types, in that of the capabilities. */
  public static final String TYPES = "types";

  private static final String SUFFIX = ".json";

  private final SortedMap<String, CapabilityType> capabilities = new TreeMap<>();
  private final Map<String, ValueType> types;
  private final SortedMap<String, String> faults = new TreeMap<>();

  private ReviewedCatalogue(
      FolderContent<CapabilityType> capabilities, FolderContent<ValueType> types) {
    this.types = types.entries();
    faults.putAll(capabilities.faults());
    types
        .faults()
        .forEach((file, fault) -> faults.put(isFile(file) ? TYPES + "/" + file : file, fault));
    capabilities
        .entries()
        .forEach(
            (name, entry) ->
                missing(entry, capabilities.entries())
                    .ifPresentOrElse(
                        fault -> faults.put(name + SUFFIX, fault),
                        () -> this.capabilities.put(name, entry)));
  }

  /** The catalogue of what the files of its two folders say. */
  public static ReviewedCatalogue of(
      FolderContent<CapabilityType> capabilities, FolderContent<ValueType> types) {
    return new ReviewedCatalogue(capabilities, types);
  }

  /**
   * Reads a folder once.
   *
   * @throws IOException if it cannot be read
   */
  public static ReviewedCatalogue read(Path folder) throws IOException {
    return of(
        FolderContent.read(folder, CapabilityFile::read),
        FolderContent.read(folder.resolve(TYPES), ValueTypeFile::read));
  }

  private static boolean isFile(String place) {
    return place.endsWith(SUFFIX) && place.indexOf('/') < 0;
  }

  /** Why an entry is not in force whose own file has no fault. */
  private Optional<String> missing(CapabilityType entry, Map<String, CapabilityType> others) {
    for (TypeName type : List.of(entry.input(), entry.output())) {
      if (!types.containsKey(type.text())) {
        return Optional.of("the type " + type + " has no file without fault in " + TYPES);
      }
    }
    return entry
        .compensatedBy()
        .filter(undoing -> !others.containsKey(undoing.text()))
        .map(undoing -> "the capability " + undoing + " has no file without fault");
  }

  /** The entry of a capability, which may have parameters; empty if none is in force. */
  public Optional<CapabilityType> find(Capability capability) {
    return Optional.ofNullable(capabilities.get(key(capability)));
  }

  /** Whether a fault hides the entry of this capability, if it has one. */
  public boolean isFaulty(Capability capability) {
    return faults.containsKey(key(capability) + SUFFIX)
        || faults.keySet().stream().anyMatch(place -> !place.endsWith(SUFFIX));
  }

  private static String key(Capability capability) {
    return capability.name() + "@" + capability.version();
  }

  /** The type of this name; empty if none is in force. */
  public Optional<ValueType> find(TypeName name) {
    return Optional.ofNullable(types.get(name.text()));
  }

  /** All entries in force, by name. */
  public Collection<CapabilityType> all() {
    return List.copyOf(capabilities.values());
  }

  /** The faults by path of the file in the folder, or by the folder if that cannot be read. */
  public SortedMap<String, String> faults() {
    return new TreeMap<>(faults);
  }
}
