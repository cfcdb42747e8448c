//! What an assignment sets: a field of the own object, an entry of a map, or variables with a type.

/// The field of the own object that an assignment sets, with the object: `self.spec`, `this.spec`, `@spec` of Ruby. A name
/// alone is that of variables, too.
pub(super) fn field_of_object(key: &[u8]) -> Option<&[u8]> {
    const OBJECTS: &[&[u8]] = &[b"self.", b"this.", b"this->", b"@"];
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    // `self.spec: Spec`, `$this->spec`.
    let key = key.trim_ascii();
    let key = key.strip_prefix(b"$").unwrap_or(key);
    let object = OBJECTS.iter().find(|object| key.starts_with(object))?;
    let width = key[object.len()..]
        .iter()
        .take_while(|b| is_of_name(b))
        .count();
    (width > 0).then(|| &key[..object.len() + width])
}

/// The collection to which an assignment adds an entry: `by_name[m["name"]] = m`.
pub(super) fn indexed(key: &[u8]) -> Option<&[u8]> {
    let key = key.trim_ascii().strip_suffix(b"]")?;
    let name = &key[..memchr::memchr(b'[', key)?];
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    (name.len() > 1 && name.iter().all(is_name)).then_some(name)
}

/// What an assignment sets, without its type, whose names are not those of entries: `const MODELS: Record<Id, Info>`.
pub(super) fn without_type(key: &[u8]) -> &[u8] {
    let mut depth = 0_usize;
    let colon = (0..key.len()).find(|at| {
        match key[*at] {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && key[*at] == b':' && key.get(at + 1) == Some(&b' ')
    });
    colon.map_or(key, |at| &key[..at])
}
