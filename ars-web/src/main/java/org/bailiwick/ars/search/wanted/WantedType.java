package org.bailiwick.ars.search.wanted;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.catalogue.ReviewedCatalogue;
import org.bailiwick.node.valuetype.TypeName;

/**
 * A type of the domain's catalogue that an agent must take or give. It does so if the catalogue
 * says that of one of the capabilities which the authority has signed for it, so nothing that the
 * agent says of itself counts.
 *
 * @param kinds name and version of each capability that takes or gives the type; empty until the
 *     catalogue was asked
 */
public record WantedType(Direction direction, TypeName name, Set<String> kinds) {

  /** Whether values of the type go in or come out. */
  public enum Direction {
    INPUT("input_types", "input_type") {
      @Override
      TypeName of(CapabilityType type) {
        return type.input();
      }
    },
    OUTPUT("output_types", "output_type") {
      @Override
      TypeName of(CapabilityType type) {
        return type.output();
      }
    };

    private final String member;
    private final String text;

    Direction(String member, String text) {
      this.member = member;
      this.text = text;
    }

    abstract TypeName of(CapabilityType type);
  }

  private static final int MOST = 16;
  private static final int LONGEST = 255;

  public WantedType {
    kinds = Set.copyOf(kinds);
  }

  /** Whether a text of these members is the name of a type: no media type has such a sign. */
  static boolean isName(String text) {
    return text.indexOf('@') >= 0;
  }

  static List<WantedType> read(SearchMembers members) {
    List<WantedType> types = new ArrayList<>();
    for (Direction direction : Direction.values()) {
      members.texts(direction.member, MOST, LONGEST).stream()
          .filter(WantedType::isName)
          .forEach(text -> types.add(new WantedType(direction, TypeName.parse(text), Set.of())));
    }
    return types;
  }

  /** The same with the capabilities of which this catalogue says that they take or give it. */
  WantedType in(ReviewedCatalogue catalogue) {
    return new WantedType(
        direction,
        name,
        catalogue.all().stream()
            .filter(known -> direction.of(known).equals(name))
            .map(known -> known.capability().text())
            .collect(Collectors.toSet()));
  }

  /** The first capability that takes or gives it, if one does. */
  public Optional<Capability> coveredBy(CapabilitySet held) {
    return held.stream()
        .filter(capability -> kinds.contains(capability.name() + "@" + capability.version()))
        .findFirst();
  }

  /** As hits name it, such as {@code input_type booking@1}. */
  @Override
  public String toString() {
    return direction.text + " " + name;
  }
}
