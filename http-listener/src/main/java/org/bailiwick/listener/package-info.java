/** HTTP/1.1 for processes beside the nodes. Door: {@link org.bailiwick.listener.HttpListener}. */
package org.bailiwick.listener;
