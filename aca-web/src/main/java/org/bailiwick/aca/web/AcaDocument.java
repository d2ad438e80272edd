package org.bailiwick.aca.web;

import org.bailiwick.node.description.InterfaceDocument;

/**
 * Serves the description of the authority's interface. web.xml maps it after the filter of the
 * plain listener.
 */
public final class AcaDocument extends InterfaceDocument {
  private static final long serialVersionUID = 1L;

  /** The servlet container calls this constructor. */
  public AcaDocument() {
    super("aca.base-url");
  }
}
