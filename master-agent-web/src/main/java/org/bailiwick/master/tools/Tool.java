package org.bailiwick.master.tools;

/**
 * A tool as {@code tools/list} shows it.
 *
 * @param name of 1 to 128 characters {@code A-Z a-z 0-9 _ - .}
 * @param inputSchema a JSON Schema of an object, as JSON text
 */
public record Tool(String name, String title, String description, String inputSchema) {}
