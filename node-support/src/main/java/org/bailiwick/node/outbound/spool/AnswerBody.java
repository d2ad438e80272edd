package org.bailiwick.node.outbound.spool;

/** The body of an answer: in memory if it is short, else in a file. */
public sealed interface AnswerBody permits AnswerBody.Whole, SpooledAnswer {

  /** A short body. */
  final class Whole implements AnswerBody {
    private final byte[] octets;

    Whole(byte[] octets) {
      this.octets = octets;
    }

    /** The octets, which the reader does not change. */
    public byte[] octets() {
      return octets;
    }
  }
}
