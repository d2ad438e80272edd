package org.bailiwick.master.workflow;

import java.util.List;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * One step of a request: the capability that its agent must have, the input for this agent, the
 * steps whose results the step needs, and the capabilities that the agent may use by calling other
 * agents. The input is not part of it, because it may be long; {@code input} says where the text of
 * the request has it.
 */
public record StepRequest(
    String id, Capability capability, Span input, List<String> after, CapabilitySet delegates) {

  /** A part of a text: the index of its first character, and the index after its last one. */
  public record Span(int from, int to) {

    public int length() {
      return to - from;
    }

    /**
     * The part of this text.
     *
     * @throws IndexOutOfBoundsException if the text is shorter
     */
    public String in(String text) {
      return text.substring(from, to);
    }
  }

  public StepRequest {
    after = List.copyOf(after);
  }
}
