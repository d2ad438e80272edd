package org.bailiwick.node.catalogue;

import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.node.valuetype.TypeName;

/**
 * What the domain has reviewed of a capability: who answers for it and how much may go wrong, the
 * types of its input and output, and how a call of it may be repeated, undone and approved. It is
 * the same for each agent that has the capability, and for each set of parameters.
 *
 * @param capability name and version, without parameters
 * @param compensatedBy the capability that undoes what a call of this one has done
 */
public record CapabilityType(
    Capability capability,
    Kind kind,
    Review review,
    TypeName input,
    TypeName output,
    Repeat repeat,
    Optional<Capability> compensatedBy,
    Approval approval) {

  /**
   * Who answers for the capability, and what was found.
   *
   * @param owner the organisational unit
   * @param description for people; empty if there is none
   */
  public record Review(String owner, Risk risk, String description) {}

  /** What does the work. */
  public enum Kind {
    AGENT,
    TOOL,
    API,
    DATABASE;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How much may go wrong by a call that should not have been made. */
  public enum Risk {
    LOW,
    MEDIUM,
    HIGH;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a call may be made again when it is not known whether the work was done. */
  public enum Repeat {
    /** Under the same idempotency key, by which the work is done once. */
    WITH_KEY,
    /** Never: it stays unknown whether the work was done. */
    NEVER;

    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** How many people must approve a step before it begins. */
  public enum Approval {
    NONE,
    ONE,
    TWO;

    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
