import type { Names } from './names.ts';
import { LOOP_CODES } from './report-codes.ts';
import type { InstrumentOptions } from './state.ts';

/** The state of a script that has not reported anything, as JavaScript without quotes. */
export const FRESH_STATE = '{e:null,l:[],z:[],n:0,b:0,y:0,w:[],u:[],d:Date.now()}';

/**
 * What the engine runs in each document before the author's code; joined to one line, so it has no comments and
 * all its semicolons. The state comes from `GlobalVariable`, and `q` writes it back before the document is
 * closed. While the API is not loaded, the engine may run the same code again from its start with the
 * `GlobalVariable` of before, so the state is then left in it.
 *
 * State `S` (report.ts has its schema): `e` the error · `l`, `z` the first and the last logs · `n` their number ·
 * `b`, `y` their characters · `w` the files saved · `u` where pieces begin in the engine's scripts · `d` start.
 *
 * Functions: `u` begins a piece · `c` catches · `g` guards an expression · `t` notes a throw · `x` a failed call ·
 * `v` a `jsValue(…)` · `s` saves a file · `k` a turn of a loop · `q` writes the state.
 *
 * When some of the time of loops has passed, `see` notes the loops that turn, with the depth of the stack. It says
 * whether the time may pass in the next turn, which may take twice as long as the last one. `outer` is the loop around
 * the others.
 */
const RUNTIME = String.raw`
if(typeof $NAME=="undefined")(function(G){
var K="$NAME",J=JSON,E=Error,now=Date.now,D=DEADLINE,own=[],S,T,N=0,X=0,P=0,Z=1,Q={};
var api=function(){return typeof Api!="undefined"&&!!Api};
var raw=typeof GlobalVariable=="object"&&GlobalVariable&&GlobalVariable[K],taken=!raw;
try{S=raw&&J.parse(raw.slice(1))}catch(x){}
S=S||${FRESH_STATE};
var take=function(){if(taken||!api())return;taken=true;var v=GlobalVariable[K+"v"];
if(typeof v=="string")GlobalVariable=J.parse(v);else delete GlobalVariable[K]};
var cut=function(t,n){return t.length>n?t.slice(0,n):t};
var text=function(v){try{if(typeof v=="string")return v;
if(v&&typeof v=="object"){if(typeof v.message=="string")return(v.name?v.name+": ":"")+v.message;
var j=J.stringify(v);if(typeof j=="string")return j}
return String(v)}catch(x){return "a value without a text"}};
var frames=function(s){return(cut(s,20000).match(/TOKEN_\d+:\d+:\d+/g)||[]).map(function(f){return f.slice(TAG)})};
var here=function(n){var L=E.stackTraceLimit;E.stackTraceLimit=n;var s=new E().stack;E.stackTraceLimit=L;return frames(String(s))};
var fail=function(v,k,c){if(S.e)return;var m=text(v),f=[];
try{var s=v.stack;if(typeof s=="string")f=frames(s.slice(s.indexOf(m)===0?m.length:Math.max(0,s.indexOf("
    at "))))}catch(x){}
S.e={m:cut(m,2000),f:f,t:T&&(T.v===v||v!==v&&T.v!==T.v)?T.k:-1,k:k,c:c||0};R.e=true};
var log=function(level,args){var t=[],i;if(++S.n>20000)return;
for(i=0;i<args.length;i++)t.push(text(args[i]));t=cut(t.join(" "),2000);
var r=[level,here(8),t];if(S.l.length<100&&S.b<8192){S.b+=t.length;S.l.push(r);return}
S.y+=t.length;S.z.push(r);while(S.z.length>100||S.y>8192&&S.z.length>1)S.y-=S.z.shift()[2].length};
var wrap=function(m){var C=typeof console=="object"&&console,f=C&&C[m];
if(typeof f!="function"||own.indexOf(f)>=0)return;
var w=function(){try{log(m,arguments)}catch(x){}return f.apply(this,arguments)};own.push(w);C[m]=w};
var see=function(k,p){var o=Q[k],w=0;if(o){w=p-o.p;o.p=p}
else{E.stackTraceLimit=200;Q[k]={k:k,p:p,n:String(new E().stack).split("    at ").length};E.stackTraceLimit=100}
return p+2*w>D};
var outer=function(p){var b;for(var k in Q){var o=Q[k];if(o.p>=p-D/10&&(!b||o.n<b.n||o.n==b.n&&o.k<b.k))b=o}return b.k};
var R={e:!!S.e,
u:function(n){E.stackTraceLimit=100;take();["log","info","warn","error"].forEach(wrap);
if(S.u.length<2000)S.u.push([n,here(4).pop()||""])},
c:function(v,k){if(v===0&&!api())throw v;fail(v,k)},
g:function(f,k,z){if(R.e)return z;try{return f()}catch(x){R.c(x,k);return z}},
t:function(k,v){T={k:k,v:v};return v},
x:function(k,c){fail("",k,c)},
v:function(t,f){try{var v=f();return typeof v=="string"?v:t}catch(x){return t}},
s:function(k,a){if(R.e)return;var c;try{c=builderJS.SaveFile.apply(builderJS,a)|0}catch(x){R.c(x,k);return}
if(S.w.length<200)S.w.push([k,cut(String(a[1]),300),c]);if(c)R.x(k,c)},
k:function(k){if(!D||++N<X)return;var t=now(),p=t-S.d;
if(p>D*.4){if(see(k,p)){R.x(outer(p),LOOP_CODE);throw new E("time")}return}
Z=t-P<5?Math.min(Z*2,65536):1;P=t;X=N+Z},
q:function(){var r=(S.e?"1":"0")+J.stringify(S),o=GlobalVariable,j;taken=false;
try{j=J.stringify(o)}catch(x){}
if(j&&j[0]=="{"&&typeof o.toJSON!="function"&&Object.isExtensible(o)){o[K]=r;return}
GlobalVariable={};GlobalVariable[K]=r;if(j)GlobalVariable[K+"v"]=j}};
Object.defineProperty(G,K,{value:R,configurable:true});
})(this);
`;

/** The runtime as one line. */
export function runtimeLine(
  { token, runtime }: Names,
  { loopsEndAfterMs, hasCrashed }: InstrumentOptions,
): string {
  return RUNTIME.replaceAll('\n', '')
    .replaceAll('$NAME', () => runtime)
    .replace('TOKEN', token)
    .replace('TAG', String(token.length + 1))
    .replace('DEADLINE', String(loopsEndAfterMs ?? 0))
    .replace('LOOP_CODE', String(hasCrashed ? LOOP_CODES.crashed : LOOP_CODES.tooLong));
}
