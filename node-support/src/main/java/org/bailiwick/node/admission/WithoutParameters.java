package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

/**
 * A request without the parameters of the servlet API, since resources read query and body
 * separately. With these parameters, Jersey would take the query of a form without a body for the
 * form, and write the whole URI into the log; the server would log parameters that it cannot
 * decode.
 */
class WithoutParameters extends HttpServletRequestWrapper {

  WithoutParameters(HttpServletRequest request) {
    super(request);
  }

  @Override
  public final String getParameter(String name) {
    return null;
  }

  @Override
  public final String[] getParameterValues(String name) {
    return null;
  }

  @Override
  public final Enumeration<String> getParameterNames() {
    return Collections.emptyEnumeration();
  }

  @Override
  public final Map<String, String[]> getParameterMap() {
    return Map.of();
  }
}
